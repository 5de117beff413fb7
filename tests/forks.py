"""Runs a function in a fork of a process that has imported what takes long."""

import os
from multiprocessing.context import BaseContext
from pathlib import Path


def run_in_fork(
    forks: BaseContext, function, *arguments, output: Path, seconds: float
) -> tuple[int, str]:
    """Return the exit status and what was written, which `output` keeps.

    Raises TimeoutError, with what was written so far, if it takes longer.
    """
    process = forks.Process(target=_run, args=(output, function, arguments))
    process.start()
    process.join(timeout=seconds)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(output.read_text("utf-8"))
    return process.exitcode, output.read_text("utf-8")


def _run(output, function, arguments):
    with output.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    function(*arguments)
