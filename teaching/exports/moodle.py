"""Moodle: the marks as a grading worksheet."""

import re
from pathlib import Path

from teaching.classes.marks import (
    Mark,
    MarkStatus,
    counting_marks,
    name_and_number,
)
from teaching.classes.sheets import number, read_csv
from teaching.exports.roster import (
    Made,
    number_in,
    padded,
    sharing_a_number,
    submissions_of,
)
from teaching.refused import Refused

COLUMNS = [
    *("Identifier", "Full name", "Email address", "Status", "Grade"),
    *("Maximum Grade", "Grade can be changed", "Last modified (submission)"),
    *("Last modified (grade)", "Feedback comments"),
]


def moodle(
    marks: list[Mark], roster: Path | None = None, chapter: str | None = None
) -> Made:
    """Return (rows, delimiter, {student: why there is no row}) of Moodle's grading worksheet.

    Moodle leaves a mark alone if its cell is empty. With a roster (the worksheet as downloaded from
    Moodle) only its columns Grade and Feedback comments change. Without one, the files' names
    must contain the students' numbers, as they do in Moodle's download of all submissions.
    """
    counting, max_points = counting_marks(marks, chapter)
    if len(max_points) != 1:
        raise Refused(
            "a grading worksheet is for one assignment, and there are "
            f"{len(max_points)} chapters: {', '.join(max_points) or 'none'}. "
            "Remedy: choose one with --chapter."
        )
    (maximum,) = max_points.values()
    if roster is None:
        return _without_roster(counting, maximum)
    remedy = (
        "in Moodle, with the language set to English, download the grading "
        "worksheet of the assignment again."
    )
    table, delimiter = read_csv(roster, remedy)
    table = padded(table)
    head = table[0]
    needed = ("Identifier", "Grade", "Last modified (grade)")
    missing = [name for name in needed if name not in head]
    if missing:
        raise Refused(
            f"{roster} is not a grading worksheet: it has no "
            f"column {', '.join(missing)}. Remedy: {remedy}"
        )
    people = [dict(zip(head, row, strict=True)) for row in table[1:]]
    names = ("Full name", "Email address")
    owns, left = submissions_of(
        counting,
        [
            (
                re.sub(r"\D", "", person["Identifier"]),
                [person.get(name, "") for name in names],
            )
            for person in people
        ],
    )
    for person, own in zip(people, owns, strict=True):
        for mark in own.values():
            if mark.points is not None:
                _within_maximum(mark, person.get("Maximum Grade", ""))
                person["Grade"] = number(mark.points)
            if "Feedback comments" in person:
                person["Feedback comments"] = _comment(mark)
    rows = [head, *([person[name] for name in head] for person in people)]
    return rows, delimiter, left


def _without_roster(counting: list[Mark], maximum: float | None) -> Made:
    nameless = [
        mark.student
        for mark in counting
        if not name_and_number(mark.student)[1]
    ]
    if nameless:
        raise Refused(
            "Moodle knows students by the number in the files' names, and "
            f"there is none for {', '.join(nameless[:5])}. Remedy: grade "
            "what Moodle's `Download all submissions` gives, or give the "
            "grading worksheet with --roster."
        )
    rows, left = [COLUMNS], sharing_a_number(counting)
    for mark in counting:
        if mark.student in left:
            continue
        name, participant = name_and_number(mark.student)
        rows.append(
            [
                f"Participant {participant}",
                name,
                *("", "", number(mark.points), number(maximum), "Yes"),
                *("-", "-", _comment(mark)),
            ]
        )
    return rows, ",", left


def _within_maximum(mark: Mark, maximum: str) -> None:
    """Refuse a maximum that is too low: Moodle drops higher grades without a word."""
    most = number_in(maximum)
    own = mark.max_points
    if most is not None and own is not None and own > most:
        raise Refused(
            f"the worksheet's maximum is {maximum}, the chapter has "
            f"{number(own)} points. Remedy: set the assignment's "
            f"maximum grade in Moodle to {number(own)} and "
            "download the worksheet again."
        )


def _comment(mark: Mark) -> str:
    """Return the points by exercise in one line, for the field that students see."""
    if mark.status == MarkStatus.NEEDS_HUMAN:
        return "Your teacher will look at this submission."
    if mark.status == MarkStatus.BY_HAND:
        return mark.comment or "Your teacher gave this mark."
    if mark.status == MarkStatus.PENDING:
        return ""
    parts = [
        f"{each.title}: {number(each.points)} of {number(each.max_points)}"
        for each in mark.exercises
    ]
    return "Points: " + "; ".join(parts)
