"""The log of a class, append-only, one JSON object per line; and the gradebook, what it says.

A record is on disk before the next job begins. A run that is killed leaves at most a half-written
last line, which the next run cuts off; so nothing is lost and nothing is graded twice.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from teaching.grading.results import Result, result_of
from teaching.refused import Refused
from teaching.written import Written

NAME = "log.jsonl"


@dataclass
class Gradebook:
    """Who handed in what, and what it got; later records replace earlier ones."""

    exams: dict[str, str] = field(default_factory=dict)  # chapter -> hash
    # (student, file) -> SHA-256, in the order of arrival; the class is the union of all runs.
    submissions: dict[tuple[str, str], str] = field(default_factory=dict)
    results: dict[tuple[str, str], Result] = field(default_factory=dict)
    latest: dict[str, Result] = field(default_factory=dict)  # in any exam
    # SHA-256 -> the chapter that the content answers, as known before grading
    chapters: dict[str, str | None] = field(default_factory=dict)
    # (student, chapter) -> a human's mark: "points" and "comment"
    by_hand: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=dict
    )

    def add(self, record: dict[str, Any]) -> None:
        """Enter one record of the log."""
        match record:
            case {"exam": str(exam), "result": dict(result)}:
                sha256, its = record["sha256"], result_of(result)
                self.results[sha256, exam] = self.latest[sha256] = its
            case {"student": str(student), "file": str(file)}:
                # An edited file is a new arrival: it moves to the end.
                self.submissions.pop((student, file), None)
                self.submissions[student, file] = record["sha256"]
            case {"mark_for": str(student), "chapter": str(chapter)}:
                self.by_hand.pop((student, chapter), None)
                if record["points"] is not None:  # None takes it back
                    self.by_hand[student, chapter] = record
            case {"sha256": str(sha256), "chapter": str() | None as chapter}:
                self.chapters[sha256] = chapter
            case {"exams": dict(exams)}:
                self.exams |= exams
            case _:
                raise KeyError("unknown kind of record")

    def chapter_of(self, sha256: str) -> str | None:
        """Return the chapter that this content answers; None if it is not known."""
        result = self.latest.get(sha256)
        its = result.chapter if result else ""
        return its or self.chapters.get(sha256)

    def result_of(self, sha256: str) -> Result | None:
        """Return what this content got in the latest exam; None if it is not graded in it yet."""
        for exam in self.exams.values():
            if result := self.results.get((sha256, exam)):
                return result
        return None


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
    return Written(folder, mode=0o600)


class Log:
    """A log opened for writing, without a half-written last line; a context manager.

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
        raw = (self.folder / NAME).read_bytes()
        complete = raw.rfind(b"\n") + 1
        if complete < len(raw):
            os.ftruncate(self._file, complete)
            os.fsync(self._file)
        self.gradebook = read_log(folder)

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
