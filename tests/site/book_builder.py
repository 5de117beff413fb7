"""Build many tiny books and import Jupyter Book once.

The import takes as long as half a tiny build. So one process does it, and each build runs in a
fork of that process: nothing that one build leaves in memory is there for the next.
"""

import os
from multiprocessing import get_context
from pathlib import Path

import yaml

from book.reader.chapters import ROOT

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
LONGEST_BUILD = 180  # seconds

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        __name__,
        "jupyter_book.sphinx",
        *SETTINGS["sphinx"]["config"]["extensions"],
    ]
)


def _run(folder: Path, environment: dict[str, str], log: Path) -> None:
    from jupyter_book.cli.main import main

    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(folder)
    os.environ.update(environment)
    main(["build", "-W", "-n", "--keep-going", str(folder)])


def build(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Build as the Makefile does; return the exit status and the log.

    Raises TimeoutError, with what was written so far, if it takes too long.
    """
    log = folder / "build.log"
    process = FORKS.Process(target=_run, args=(folder, environment, log))
    process.start()
    process.join(timeout=LONGEST_BUILD)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(log.read_text("utf-8"))
    return process.exitcode, log.read_text("utf-8")
