"""The gradebook: what the log of a class says, put together."""

from dataclasses import dataclass, field
from typing import Any

from teaching.grading.results import Result, result_of


@dataclass
class Gradebook:
    """Who handed in what, and what it got; later records replace earlier ones.

    Parameters
    ----------
    exams : dict of chapter -> hash
        The exam of each chapter as last drawn; "" is for what belongs to no chapter.
    submissions : dict of (student, file name) -> SHA-256 of the content
        In the order of arrival. Over several runs the class is the union of what was there.
    results : dict of (SHA-256, exam) -> Result
    chapters : dict of SHA-256 -> the chapter that the content answers, as known before grading
    by_hand : dict of (student, chapter) -> record
        Marks that a human gave: "points" and "comment".
    """

    exams: dict[str, str] = field(default_factory=dict)
    submissions: dict[tuple[str, str], str] = field(default_factory=dict)
    results: dict[tuple[str, str], Result] = field(default_factory=dict)
    chapters: dict[str, str | None] = field(default_factory=dict)
    by_hand: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=dict
    )

    def add(self, record: dict[str, Any]) -> None:
        """Enter one record of the log."""
        match record:
            case {"exam": str(exam), "result": dict(result)}:
                self.results[record["sha256"], exam] = result_of(result)
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
            case {"exam": str(exam)}:  # from before each chapter had its own
                self.exams[""] = exam
            case _:
                raise KeyError("unknown kind of record")

    def chapter_of(self, sha256: str) -> str | None:
        """Return the chapter that this content answers; None if it is not known."""
        result = self.result_of(sha256)
        its = result.chapter if result else ""
        return its or self.chapters.get(sha256)

    def result_of(self, sha256: str) -> Result | None:
        """Return what this content got in the latest exam; None if it is not graded yet."""
        for exam in self.exams.values():
            if result := self.results.get((sha256, exam)):
                return result
        return None
