"""Runs the tests of a snapshot of the package in a process of its own.

A module of its own, because that process imports it: so it needs little.
"""

import multiprocessing
import os
import sys
from pathlib import Path

import pytest
from forks import run_in_fork

from book.reader.chapters import ROOT

# Put beside the tests of a snapshot: they must meet the snapshot, not the installed package.
GUARD = """\
from pathlib import Path

import transformer_lib

here = Path(__file__).resolve().parent
assert Path(transformer_lib.__file__).resolve().parent == here / "transformer_lib"
"""

# Forked from one that has imported what takes long; an optimizer imports ``torch._dynamo``.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["pytest", "hypothesis.extra.numpy", "torch", "torch._dynamo"]
)


def run_tests(folder, file, python_path):
    """Run this test file of `folder` with the package in `python_path`; give code and output."""
    (folder / "conftest.py").write_text(GUARD)
    (folder / "pytest.ini").write_text(
        "[pytest]\n"
    )  # marks the root: no other settings apply
    output = folder / "output.txt"
    what = (folder, file, python_path)
    return run_in_fork(FORKS, run_pytest, *what, output=output, seconds=300)


def run_pytest(folder, file, python_path):
    """What the new process does."""
    os.chdir(folder)
    for name in [name for name in os.environ if "PYTEST" in name]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    # What the snapshot lacks must not be found beside it, nor by an editable install.
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if not getattr(finder, "__module__", "").startswith("__editable__")
    ]
    installed = [p for p in sys.path if not is_in_the_book(p)]
    sys.path[:] = [str(python_path), *installed]
    plugins = ["-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]
    sys.exit(pytest.main(["-q", *plugins, file]))


def is_in_the_book(path):
    """Whether a folder is part of the book; a virtual environment that lies there is not."""
    path, environment = Path(path).resolve(), Path(sys.prefix).resolve()
    return path.is_relative_to(ROOT) and not path.is_relative_to(environment)
