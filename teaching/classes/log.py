"""The log of a class: who handed in what, and what it got. Append-only, one JSON object per line.

A record is on disk before the next job begins. A run that is killed leaves at most a half-written
last line, which the next run cuts off; so nothing is lost and nothing is graded twice.
"""

import json
import os
from pathlib import Path
from typing import Any

from teaching.classes.gradebook import Gradebook
from teaching.refused import Refused
from teaching.written import Written

NAME = "log.jsonl"


def read_log(folder: Path) -> Gradebook:
    """Read the gradebook of a class from its folder.

    Raises Refused if there is no log, or if a line in its middle is damaged.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        raise Refused(
            f"{folder} holds no {NAME}, so nothing was graded there. "
            f"Remedy: make grade SUBMISSIONS=… OUT={folder}"
        )
    gradebook = Gradebook()
    lines = path.read_bytes().split(b"\n")
    lines.pop()  # empty, or a half-written record
    for number, line in enumerate(lines, 1):
        try:
            gradebook.add(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                f"{path}, line {number} is damaged ({error}), or it is no log "
                "of a class. Remedy: name the folder of the results; if this "
                "is it, move the line to another file, and the next run "
                "grades again what it held."
            ) from error
    return gradebook


def results_in(folder: Path) -> Written:
    """Return the folder of a class's results, to write to: new, or empty, or filled earlier.

    Raises Refused if it holds anything else.
    """
    folder = Path(folder)
    known = (folder / NAME).is_file() and bool(read_log(folder).exams)
    return Written(folder, mode=0o600, known=known)


class Log:
    """A log opened for writing by one process; a context manager.

    Cuts off a half-written last line. ``append`` returns when the record is on disk.

    Raises Refused if another process is writing to the same folder.
    """

    def __init__(self, folder: Path):
        import fcntl  # not on Windows, where marks can still be read

        self.folder = results_in(folder).folder
        self._file = os.open(
            self.folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600
        )
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise Refused(
                f"another run is writing to {folder}. Remedy: wait until it "
                "has finished, or end it."
            ) from error
        self._cut()
        self.gradebook = read_log(folder)

    def _cut(self) -> None:
        raw = (self.folder / NAME).read_bytes()
        complete = raw.rfind(b"\n") + 1
        if complete < len(raw):
            os.ftruncate(self._file, complete)
            os.fsync(self._file)

    def append(self, record: dict[str, Any]) -> None:
        """Write one record and wait until the disk has it; ``gradebook`` is kept up to date.

        Raises Refused if the disk does not take it.
        """
        line = memoryview(json.dumps(record).encode("ascii") + b"\n")
        try:
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)
        except OSError as error:
            raise Refused(
                f"{self.folder / NAME} cannot be written ({error}). What is "
                "graded is kept. Remedy: make room on the disk; then give the "
                "same command."
            ) from error
        self.gradebook.add(record)

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._file)
