"""Run the chapters that have changed, several at a time: `python -m book.run`, by `make book`.

What their cells print and draw goes into the cache from which the pages take it. A chapter runs
again when its code changes, or something that chapters read (`execution_inputs` in _config.yml).
"""

import argparse
import atexit
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import count
from pathlib import Path

from book.cache import book_cache, keep, settings
from book.progress import Progress
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_cells,
    missing_packages,
    read_notebook,
)

COLOURS = re.compile(r"\x1b\[[\d;]*m")
_numbers = count()
_folders = []


def kernel_options() -> dict[str, str]:
    """Return options of a new kernel manager: sockets in a folder of ours instead of ports.

    A port that is free when it is chosen may be taken when the kernel opens it: one start in 150
    failed. And a kernel warns of eavesdroppers when others could reach its ports. A socket's path
    may be 104 characters long, hence the short names.
    """
    if not _folders:
        _folders.append(tempfile.mkdtemp(prefix="book-"))
        atexit.register(shutil.rmtree, _folders[0], ignore_errors=True)
    file = Path(_folders[0]) / f"{next(_numbers)}.json"
    return {"transport": "ipc", "connection_file": str(file)}


class Failure(Exception):
    """A chapter's run went wrong; the text is for its author."""


class Run:
    """A chapter that is run: how far it is, and in the end its notebook with all outputs."""

    def __init__(self, root: Path, path: str, timeout: int):
        self.path = root / path
        self.name = self.path.stem
        self.timeout = timeout
        self.notebook = read_notebook(root, path)
        self.missing = missing_packages(root, self.notebook)
        self.total = len(code_cells(self.notebook))
        self.began = None  # when; None: it waits for its turn
        self.client = self.cell = None
        self.done = 0

    def execute(self) -> None:
        """Run all cells on a new kernel. Raises Failure.

        If packages are missing, the outputs that the notebook stores stand for a run.
        """
        self.began = time.monotonic()
        if self.missing:
            return
        try:
            self._execute()
        except Exception as error:
            raise self._failure(error) from None
        self._refuse_stderr()

    def _execute(self):
        from nbclient import NotebookClient
        from traitlets.config import Config

        self.client = NotebookClient(
            self.notebook,
            timeout=self.timeout,
            record_timing=False,  # the cache would not know the chapter again
            coalesce_streams=True,  # a busy kernel cuts lines into pieces
            resources={"metadata": {"path": str(self.path.parent)}},
            config=Config({"KernelManager": kernel_options()}),
            on_cell_start=self._cell_started,
            on_cell_complete=self._cell_done,
        )
        try:
            self.client.execute()
        finally:  # nbclient would end a kernel at exit that has not started
            atexit.unregister(self.client._cleanup_kernel)

    def _cell_started(self, cell, cell_index):
        if cell.cell_type == "code":
            self.cell = cell

    def _cell_done(self, cell, cell_index):
        self.done += cell.cell_type == "code"

    def _failure(self, error):
        if self.cell is None:
            return Failure(f"{self.name}: no kernel runs it: {error}")
        raised = [o for o in self.cell.outputs if o.output_type == "error"]
        said = "\n".join(raised[-1].traceback) if raised else str(error)
        return self._failure_of(self.cell, "failed", said)

    def _failure_of(self, cell, how, said):
        lines = enumerate(cell.source.splitlines(), 1)
        source = "\n".join(f"{number:4} | {line}" for number, line in lines)
        return Failure(
            f"{self.name}: cell `{cell.id}` {how}\n\n{source}\n\n{said.rstrip()}"
        )

    def _refuse_stderr(self):
        """What a cell writes to stderr, a warning say, does not belong on a page."""
        for cell in code_cells(self.notebook):
            said = "".join(
                output.text
                for output in cell.outputs
                if output.get("name") == "stderr"
            )
            if said:
                raise self._failure_of(cell, "wrote to stderr", said)

    def kill(self) -> None:
        """End the kernel at once."""
        manager = self.client and self.client.km
        process = manager and manager.provisioner
        if process and process.pid:
            os.kill(process.pid, signal.SIGKILL)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.began

    def __str__(self) -> str:
        cell = min(self.done + 1, self.total)
        return f"{self.name} cell {cell}/{self.total} {self.seconds:.0f} s"


def stale(root: Path) -> list[Run]:
    """Return the chapters that the cache does not know, in reading order."""
    cache, timeout = book_cache(root), settings(root)["execute"]["timeout"]
    runs = [Run(root, path, timeout) for path in chapter_paths(root)]

    def is_kept(run):
        try:
            return bool(cache.match_cache_notebook(run.notebook))
        except KeyError:
            return False

    return [run for run in runs if not is_kept(run)]


def run_all(root: Path, jobs: int, progress: Progress) -> int:
    """Run what has to be run, and keep what succeeds; gives the number of failures."""
    runs = stale(root)
    if not runs:
        return 0
    # Each kernel computes with one thread: more than there are cores would wait for one another.
    os.environ["OMP_NUM_THREADS"] = "1"
    began, failures, ended = time.monotonic(), [], 0
    progress.say(f"Chapters to run: {len(runs)}, {jobs} at a time")
    pool = ThreadPoolExecutor(jobs)
    # Later chapters train longer: they come first, so that no core is left alone with one.
    pending = {pool.submit(run.execute): run for run in reversed(runs)}
    try:
        while pending:
            done = wait(pending, 0.2, FIRST_COMPLETED).done
            for future in done:
                run = pending.pop(future)
                ended += 1
                result = f"{run.total:4} cells {run.seconds:4.0f} s"
                if run.missing:
                    result = f"as stored, without {', '.join(run.missing)}"
                try:
                    future.result()
                    keep(root, run.path, run.notebook)
                except Failure as failure:
                    failures.append(str(failure))
                    result = "FAILED"
                progress.say(
                    f"  {ended:2} of {len(runs)}  {run.name:20} {result}"
                )
            active = [run for run in pending.values() if run.began]
            progress.show("  " + " · ".join(map(str, active)))
    except BaseException as error:  # nobody would wait for the kernels
        for run in pending.values():
            run.kill()
        pool.shutdown(cancel_futures=True)
        if not isinstance(error, KeyboardInterrupt):
            raise
        progress.say("Interrupted; the chapters that are done are kept.")
        sys.exit(130)
    progress.clear()
    for failure in failures:
        text = failure if progress.live else COLOURS.sub("", failure)
        progress.say(f"\n{text}")
    progress.say(f"Ran them in {time.monotonic() - began:.0f} s.")
    return len(failures)


def main() -> int:
    """Run the chapters of this book; 1 if one fails."""
    parser = argparse.ArgumentParser(description="Run chapters that changed.")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    failed = run_all(ROOT, parser.parse_args().jobs, Progress())
    if failed:
        print("Chapters that failed: see above. The others are kept.")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
