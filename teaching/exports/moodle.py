"""Moodle: the marks as a grading worksheet."""

import re
from pathlib import Path

from teaching.classes.marks import Mark, MarkStatus, counting_marks
from teaching.classes.sheets import number
from teaching.exports.roster import (
    Made,
    number_in,
    read_roster,
    submissions_of,
)
from teaching.refused import Refused

NEEDED = ("Identifier", "Grade", "Last modified (grade)")


def moodle(
    marks: list[Mark], roster: Path, chapter: str | None = None
) -> Made:
    """Return (rows, delimiter, {student: why there is no row}) of Moodle's grading worksheet.

    ``roster`` is the worksheet as downloaded from Moodle: only its columns Grade and Feedback
    comments change. Moodle leaves a mark alone if its cell is empty.
    """
    counting, max_points = counting_marks(marks, chapter)
    if len(max_points) != 1:
        raise Refused(
            "a grading worksheet is for one assignment, and there are "
            f"{len(max_points)} chapters: {', '.join(max_points) or 'none'}. "
            "Remedy: choose one with --chapter."
        )
    remedy = (
        "in Moodle, with the language set to English, download the grading "
        "worksheet of the assignment again."
    )
    table, delimiter = read_roster(roster, "grading worksheet", NEEDED, remedy)
    head = table[0]
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


def _within_maximum(mark: Mark, maximum: str) -> None:
    """Refuse a maximum that is too low: Moodle drops higher grades without a word."""
    most, points = number_in(maximum), mark.max_points
    if most is not None and points is not None and points > most:
        own = number(points)
        raise Refused(
            f"the worksheet's maximum is {maximum}, the chapter has {own} "
            "points. Remedy: set the assignment's maximum grade in Moodle to "
            f"{own} and download the worksheet again."
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
