"""The log of a class: who handed in what, and what it got. Append-only, one JSON a line.

A record is on disk before the next job begins. A run that is killed leaves at most a half-written
last line, which the next run cuts; so nothing is lost and nothing is graded twice.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

NAME = "log.jsonl"


class LogError(Exception):
    """The log cannot be used; the message names cause and remedy."""


@dataclass
class Class:
    """What the log says, later records before earlier ones.

    Parameters
    ----------
    course : str or None
        The hash of the course data of the latest run.
    submissions : dict of (student, file name) -> SHA-256 of the content
        In the order of arrival. Over several runs the class is the union of what was there.
    results : dict of (SHA-256, course) -> result of ``teaching.jail.grading.grade``
    points : dict of key -> record
        A human's points for free-text answers (see ``teaching.classes.rubric``).
    """

    course: str | None = None
    submissions: dict = field(default_factory=dict)
    results: dict = field(default_factory=dict)
    points: dict = field(default_factory=dict)

    def add(self, record):
        """Take one record in."""
        match record:
            case {"course": str(course), "result": dict(result)}:
                self.results[record["sha256"], course] = result
            case {"student": str(student), "file": str(file)}:
                # An edited file is a new arrival: it moves to the end.
                self.submissions.pop((student, file), None)
                self.submissions[student, file] = record["sha256"]
            case {"points_for": str(key)}:
                self.points[key] = record
            case {"course": str(course)}:
                self.course = course
            case _:
                raise KeyError("unknown kind of record")

    def result_of(self, sha256):
        """What this content got in the latest course; None if it is not graded yet."""
        return self.results.get((sha256, self.course))


def read_log(folder):
    """Read a class from its folder; gives a Class.

    Raises LogError if there is no log, or if a line in its middle is damaged.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        raise LogError(
            f"{folder} holds no {NAME}, so nothing was graded there. "
            "Remedy: python -m teaching grade SUBMISSIONS --out "
            f"{folder}"
        )
    whole = Class()
    lines = path.read_bytes().split(b"\n")
    lines.pop()  # empty, or a record that is only half there
    for number, line in enumerate(lines, 1):
        try:
            whole.add(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise LogError(
                f"{path}, line {number} is damaged ({error}). Remedy: delete "
                "this line; what it held is graded again by the next run."
            ) from error
    return whole


class Log:
    """A log opened for writing by one process; a context manager.

    Cuts a half-written last line. ``append`` returns when the record is on disk.

    Raises LogError if another process is writing to the same folder.
    """

    def __init__(self, folder):
        import fcntl  # not on Windows, where marks can still be read

        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(
            self.folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600
        )
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise LogError(
                f"another run is writing to {folder}. Remedy: wait until it "
                "has finished, or end it."
            ) from error
        self._cut()
        self.contents = read_log(folder)

    def _cut(self):
        raw = (self.folder / NAME).read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole < len(raw):
            os.ftruncate(self._file, whole)
            os.fsync(self._file)

    def append(self, record):
        """Write one record and wait until the disk has it; ``contents`` follows."""
        line = memoryview(json.dumps(record).encode("ascii") + b"\n")
        while line:
            line = line[os.write(self._file, line) :]
        os.fsync(self._file)
        self.contents.add(record)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.close(self._file)
