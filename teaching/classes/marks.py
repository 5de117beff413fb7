"""Marks: what each submission got, which of them count, and the table of all.

A mark is a number only if the grader or a human gave one. Everything else keeps an empty cell,
never 0.
"""

import difflib
import math
import re
from dataclasses import dataclass, field

from teaching.classes.log import read_log
from teaching.classes.rubric import answer_key
from teaching.classes.sheets import cell, number
from teaching.refused import Refused

PENDING = "not-graded"  # the run was stopped before this submission
NOTEBOOKS = (".ipynb", ".zip", ".rar", ".7z", ".gz", ".tar")
UNTOUCHED = "not-handed-in"  # nothing in it was answered: no mark, and no 0
AWAITING = "awaiting"  # a free-text answer still needs its points
BY_HAND = "by-hand"  # a human gave the mark


class MarksError(Refused):
    """The marks cannot be written; the message names cause and remedy."""


@dataclass
class Mark:
    """One submission and what it got.

    ``points`` is None if there is no mark (yet). ``counts`` is False for a submission that a later
    one by the same student for the same chapter replaces. ``exercises`` and ``free_text`` are as
    in the result of ``grade``; to each free-text answer the human's "points" (or None),
    "criteria" and "comment" are added. ``comment`` is what the human wrote who gave the mark by
    hand.
    """

    student: str
    file: str
    chapter: str
    status: str
    reason: str = ""
    points: float | None = None
    max_points: float | None = None
    exercises: list = field(default_factory=list)
    free_text: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    counts: bool = True
    comment: str = ""

    @property
    def is_notebook(self):
        """Whether the file was a notebook, or has the name of one or of what may hold one."""
        return bool(self.chapter) or self.file.casefold().endswith(NOTEBOOKS)

    @property
    def columns(self):
        """Points by exercise id; None if they are awaited."""
        return {
            each["id"]: each["points"]
            for each in [*self.exercises, *self.free_text]
        }


def marks_of(gradebook):
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
    with_work = {m.student for m in marks if m.status != UNTOUCHED}
    latest = {}
    for mark in marks:
        if mark.status == UNTOUCHED and mark.student in with_work:
            mark.counts = False
            continue
        if not mark.is_notebook and mark.student in with_notebook:
            mark.counts = False
            continue
        # If a file cannot be read, its chapter is unknown, unless the class
        # handed in only one.
        if not mark.chapter and len(chapters) == 1:
            mark.chapter = next(iter(chapters))
        earlier = latest.get((mark.student, mark.chapter))
        if earlier:
            earlier.counts = False
            if earlier.status == PENDING:
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
        mark = latest.get((student, chapter)) or latest.pop(
            (student, ""), None
        )
        if mark is None:
            mark = Mark(student, "", chapter, BY_HAND)
            marks.append(mark)
        _set_by_hand(mark, chapter, most.get(chapter), given)
    return marks


def _set_by_hand(mark, chapter, most, given):
    """Enter a human's mark in place of what the grader found."""
    found = mark.reason
    if mark.points is not None:
        found = f"the grader found {number(mark.points)} points"
    mark.chapter, mark.status, mark.max_points = chapter, BY_HAND, most
    mark.points, mark.comment = given["points"], given["comment"]
    mark.reason = "; ".join(filter(None, [mark.comment, found]))


def _most_points(marks):
    """Return {chapter: the points that can be had in it}, where a mark says them."""
    most = {}
    for mark in marks:
        if mark.max_points is not None:
            known = most.get(mark.chapter, 0)
            most[mark.chapter] = max(known, mark.max_points)
    return most


def mark_by_hand(marks, student, points, chapter=None, comment=""):
    """Return the record of a mark that a human gives; for the log. None as points takes it back.

    Raises MarksError if the student or the chapter is not known, or the points are too many.
    """
    known = sorted({mark.student for mark in marks})
    # In marks.csv a name that looks like a formula has an apostrophe in front.
    own = next((s for s in known if student in (s, cell(s))), None)
    if own is None:
        close = difflib.get_close_matches(student, known, 3) or known[:3]
        raise MarksError(
            f"no student of this class is called {student!r}. Remedy: take "
            "the name as it stands in marks.csv, perhaps "
            f"{', '.join(map(repr, close))}."
        )
    _, max_points = counting_marks(marks, chapter)
    if len(max_points) != 1:
        raise MarksError(
            f"the class has {len(max_points)} chapters: "
            f"{', '.join(max_points) or 'none'}. Remedy: choose one with "
            "--chapter."
        )
    ((chapter, most),) = max_points.items()
    if points is not None and not 0 <= points <= (most or math.inf):
        raise MarksError(
            f"{number(points)} is not from 0 to {number(most)}, the points "
            f"of {chapter}. Remedy: correct the points."
        )
    return {
        "mark_for": own,
        "chapter": chapter,
        "points": points,
        "comment": comment,
    }


def marks_in(folder):
    """Return the marks of the class whose results are in a folder.

    Raises LogError as ``read_log`` does.
    """
    return marks_of(read_log(folder))


def _mark(gradebook, student, file, sha256):
    result = gradebook.result_of(sha256)
    if result is None:
        chapter = gradebook.chapter_of(sha256) or ""
        return Mark(student, file, chapter, PENDING, "not graded yet")
    mark = Mark(
        student,
        file,
        result.get("chapter") or "",
        result["status"],
        result.get("reason") or "",
        notes=result.get("notes", []),
    )
    if mark.status != "graded":
        # The points of the rest are not a mark, and its zeros would look like one.
        if result.get("points"):
            mark.reason += (
                f" (certain so far: {number(result['points'])} points)"
            )
        return mark
    if _is_untouched(result):
        mark.status = UNTOUCHED
        mark.reason = "no exercise in it was answered"
        return mark
    mark.exercises = result["exercises"]
    mark.free_text = [
        _with_points(
            answer, gradebook.points.get(answer_key(student, answer), {})
        )
        for answer in result.get("free_text", [])
    ]
    parts = [*mark.exercises, *mark.free_text]
    mark.max_points = sum(part["max_points"] for part in parts)
    awaited = sum(part["points"] is None for part in parts)
    if awaited:
        mark.status = AWAITING
        mark.reason = f"free-text answers without points: {awaited}"
    else:
        mark.points = sum(part["points"] for part in parts)
    return mark


def _is_untouched(result):
    """Whether every exercise is as it was handed out, or not there, and no text was written."""
    return all(
        each["state"] in ("stub", "missing") for each in result["exercises"]
    ) and not any(
        answer["text"].strip() for answer in result.get("free_text", [])
    )


def _with_points(answer, given):
    return {
        **answer,
        "points": given.get("points"),
        "criteria": given.get("criteria", {}),
        "comment": given.get("comment", ""),
    }


def marks_table(marks, chapter=None):
    """Return one row per submission, with a column for each exercise of all chapters.

    ``counts`` is "no" for a submission that a later one replaces. With ``chapter``, or the start
    of its name, the rows are those of this chapter only.
    """
    if chapter is not None:
        _, max_points = counting_marks(marks, chapter)
        marks = [mark for mark in marks if mark.chapter in max_points]
    columns = list(dict.fromkeys(name for m in marks for name in m.columns))
    head = ["student", "file", "chapter", "counts", "status", "reason"]
    rows = [[*head, "points", "max_points", *columns]]
    for mark in marks:
        given = mark.columns
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


def counting_marks(marks, chapter=None):
    """Return the marks that count, and {chapter: its points}; of one chapter or of all.

    Raises MarksError if not exactly one chapter has a name that begins with ``chapter``.
    """
    counting = [m for m in marks if m.counts and m.chapter]
    known = sorted({mark.chapter for mark in counting})
    if chapter is not None:
        chosen = [name for name in known if name.startswith(chapter)]
        if len(chosen) != 1:
            raise MarksError(
                f"{len(chosen)} chapters begin with {chapter!r}; there are: "
                f"{', '.join(known) or 'none'}. Remedy: name one of these."
            )
        known = chosen
    counting = [mark for mark in counting if mark.chapter in known]
    most = _most_points(counting)
    return counting, {name: most.get(name) for name in known}


def name_and_number(student):
    """Split ``doejane_12345``, as collected from Canvas or Moodle, into ("doejane", "12345").

    The number is "" if there is none.
    """
    found = re.fullmatch(r"(.+)_(\d+)", student, re.DOTALL)
    return found.groups() if found else (student, "")
