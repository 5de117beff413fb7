"""Run Jupyter Book many times and import it once.

The import takes as long as half a tiny build. So one process does it, and each build runs in a
fork of that process: nothing that one build leaves in memory is there for the next.
"""

import os
from multiprocessing import get_context
from pathlib import Path

import yaml

from book.reader.chapters import ROOT
from tests.forks import run_in_fork

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        __name__,
        "jupyter_book.sphinx",
        *SETTINGS["sphinx"]["config"]["extensions"],
    ]
)


def _run(folder: Path, environment: dict[str, str]) -> None:
    from jupyter_book.cli.main import main

    os.chdir(folder)
    os.environ.update(environment)
    main(["build", "-W", "-n", "--keep-going", str(folder)])


def build(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Build as the Makefile does; return the exit status and the log."""
    log = folder / "build.log"
    return run_in_fork(
        FORKS, _run, folder, environment, output=log, seconds=180
    )
