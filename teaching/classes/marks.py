"""Marks: what each submission got, which of them count, and the table of all.

A mark is a number only if the grader or a human gave one. Everything else keeps an empty cell,
never 0.
"""

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from teaching.classes.log import Gradebook, read_log
from teaching.classes.sheets import cell, number
from teaching.grading.results import ExerciseResult, State, Status
from teaching.refused import Refused

NOTEBOOKS = (".ipynb", ".zip", ".rar", ".7z", ".gz", ".tar")


class MarkStatus(StrEnum):
    """What became of a submission, for the teacher."""

    GRADED = Status.GRADED
    NEEDS_HUMAN = Status.NEEDS_HUMAN
    PENDING = "not-graded"  # the run was stopped before this submission
    UNTOUCHED = "not-handed-in"  # nothing in it was answered
    BY_HAND = "by-hand"  # a human gave the mark


@dataclass
class Mark:
    """One submission and what it got."""

    student: str
    file: str
    chapter: str
    status: MarkStatus
    reason: str = ""
    points: float | None = None  # no mark (yet)
    max_points: float | None = None
    exercises: list[ExerciseResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: bool = True  # no later one for the same chapter replaces it
    comment: str = ""  # of the human who gave the mark

    @property
    def is_notebook(self) -> bool:
        """Whether the file was a notebook, or has the name of one or of what may hold one."""
        return bool(self.chapter) or self.file.casefold().endswith(NOTEBOOKS)


def marks_of(gradebook: Gradebook) -> list[Mark]:
    """Return the marks of a class, one for each submission, oldest first.

    Of one student's submissions for a chapter the latest counts: the one that arrived in the
    latest run, and within a run the last by name, with numbers compared as numbers. It counts
    whatever became of it: a notebook that cannot be read needs a human, even after a graded one.
    Only a file of another kind (a picture, a text) does not count beside a notebook, and a chapter
    in which nothing was answered does not count beside work of the same student: who hands in the
    whole course has handed in the chapters with work in them.

    A mark by hand stands in place of what counts, whatever was graded or handed in since.
    """
    marks = [
        _mark(gradebook, student, file, sha256)
        for (student, file), sha256 in gradebook.submissions.items()
    ]
    chapters = {mark.chapter for mark in marks if mark.chapter}
    with_notebook = {mark.student for mark in marks if mark.is_notebook}
    with_work = {m.student for m in marks if m.status != MarkStatus.UNTOUCHED}
    latest: dict[tuple[str, str], Mark] = {}
    for mark in marks:
        untouched = mark.status == MarkStatus.UNTOUCHED
        if (untouched and mark.student in with_work) or (
            not mark.is_notebook and mark.student in with_notebook
        ):
            mark.counts = False
            continue
        # If a file cannot be read, its chapter is unknown, unless the class
        # handed in only one.
        if not mark.chapter and len(chapters) == 1:
            mark.chapter = next(iter(chapters))
        earlier = latest.get((mark.student, mark.chapter))
        if earlier:
            earlier.counts = False
            if earlier.status == MarkStatus.PENDING:
                earlier.reason = "not graded: a later file counts"
        if earlier and mark.points is None and earlier.points is not None:
            mark.reason += (
                f" (an earlier file, {earlier.file}, has "
                f"{number(earlier.points)} of {number(earlier.max_points)} "
                "points)"
            )
        latest[mark.student, mark.chapter] = mark
    most = _most_points(marks)
    for (student, chapter), given in gradebook.by_hand.items():
        # A file that cannot be read is of the chapter that it gets a mark for.
        key, unread = (student, chapter), (student, "")
        known = latest.get(key) or latest.pop(unread, None)
        mark = known or Mark(student, "", chapter, MarkStatus.BY_HAND)
        if known is None:
            marks.append(mark)
        found = mark.reason
        if mark.points is not None:
            found = f"the grader found {number(mark.points)} points"
        mark.chapter, mark.status = chapter, MarkStatus.BY_HAND
        mark.points, mark.max_points = given["points"], most.get(chapter)
        mark.comment = given["comment"]
        mark.reason = "; ".join(filter(None, [mark.comment, found]))
    return marks


def _most_points(marks: Iterable[Mark]) -> dict[str, float]:
    """Return {chapter: the points that can be had in it}, where a mark says them."""
    most: dict[str, float] = {}
    for mark in marks:
        if mark.max_points is not None:
            known = most.get(mark.chapter, 0)
            most[mark.chapter] = max(known, mark.max_points)
    return most


def mark_by_hand(
    marks: list[Mark],
    student: str,
    points: float | None,
    chapter: str | None = None,
    comment: str = "",
) -> dict[str, Any]:
    """Return the record of a human's mark, for the log; None as points takes it back.

    Raises Refused if the student or the chapter is not known, or the points are too many.
    """
    known = sorted({mark.student for mark in marks})
    # In marks.csv a name that looks like a formula has an apostrophe in front.
    own = next((s for s in known if student in (s, cell(s))), None)
    if own is None:
        close = difflib.get_close_matches(student, known, 3) or known[:3]
        raise Refused(
            f"no student of this class is called {student!r}. Remedy: take "
            "the name as it stands in marks.csv, perhaps "
            f"{', '.join(map(repr, close))}."
        )
    _, max_points = counting_marks(marks, chapter)
    if len(max_points) != 1:
        raise Refused(
            f"the class has {len(max_points)} chapters: "
            f"{', '.join(max_points) or 'none'}. Remedy: choose one with "
            "--chapter."
        )
    ((chapter, most),) = max_points.items()
    if points is not None and not 0 <= points <= (most or math.inf):
        raise Refused(
            f"{number(points)} is not from 0 to {number(most)}, the points "
            f"of {chapter}. Remedy: correct the points."
        )
    return {
        "mark_for": own,
        "chapter": chapter,
        "points": points,
        "comment": comment,
    }


def marks_in(folder: Path) -> list[Mark]:
    """Return the marks of the class in a folder; raises Refused as ``read_log`` does."""
    return marks_of(read_log(folder))


def _mark(gradebook: Gradebook, student: str, file: str, sha256: str) -> Mark:
    result = gradebook.result_of(sha256)
    earlier = "" if result else "graded by the tests of an earlier exam"
    result = result or gradebook.latest.get(sha256)
    if result is None:
        its, pending = gradebook.chapter_of(sha256), MarkStatus.PENDING
        return Mark(student, file, its or "", pending, "not graded yet")
    status = MarkStatus(result.status)
    reason = "; ".join(filter(None, [result.reason, earlier]))
    mark = Mark(student, file, result.chapter, status, reason)
    mark.notes = result.notes
    if status != MarkStatus.GRADED:
        # The points of the rest are not a mark, and its zeros would look like one.
        if result.points:
            mark.reason += f" (certain so far: {number(result.points)} points)"
    elif all(each.state != State.ANSWERED for each in result.exercises):
        mark.status = MarkStatus.UNTOUCHED
        mark.reason = "no exercise in it was answered"
    else:
        mark.exercises = result.exercises
        mark.points, mark.max_points = result.points, result.max_points
    return mark


def marks_table(
    marks: list[Mark], chapter: str | None = None
) -> list[list[str]]:
    """Return one row per submission, with a column for each exercise; of one chapter or of all."""
    if chapter is not None:
        _, max_points = counting_marks(marks, chapter)
        marks = [mark for mark in marks if mark.chapter in max_points]
    columns = dict.fromkeys(each.id for m in marks for each in m.exercises)
    head = ["student", "file", "chapter", "counts", "status", "reason"]
    rows = [[*head, "points", "max_points", *columns]]
    for mark in marks:
        given = {each.id: each.points for each in mark.exercises}
        rows.append(
            [
                mark.student,
                mark.file,
                mark.chapter,
                "yes" if mark.counts else "no",
                mark.status,
                mark.reason,
                number(mark.points),
                number(mark.max_points),
                *(number(given.get(name)) for name in columns),
            ]
        )
    return rows


def counting_marks(
    marks: Iterable[Mark], chapter: str | None = None
) -> tuple[list[Mark], dict[str, float | None]]:
    """Return the marks that count, and {chapter: its points}; of one chapter or of all.

    Raises Refused if not exactly one chapter has a name that begins with ``chapter``.
    """
    counting = [m for m in marks if m.counts and m.chapter]
    known = sorted({mark.chapter for mark in counting})
    if chapter is not None:
        chosen = [name for name in known if name.startswith(chapter)]
        if len(chosen) != 1:
            raise Refused(
                f"{len(chosen)} chapters begin with {chapter!r}; there are: "
                f"{', '.join(known) or 'none'}. Remedy: name one of these."
            )
        known = chosen
    counting = [mark for mark in counting if mark.chapter in known]
    most = _most_points(counting)
    return counting, {name: most.get(name) for name in known}


def name_and_number(student: str) -> tuple[str, str]:
    """Split ``doejane_12345``, as collected from Canvas or Moodle, into ("doejane", "12345").

    The number is "" if there is none.
    """
    found = re.fullmatch(r"(.+)_(\d+)", student, re.DOTALL)
    return (found[1], found[2]) if found else (student, "")
