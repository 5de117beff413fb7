"""Moodle: the marks as a grading worksheet."""

import re

from teaching.classes.marks import (
    AWAITING,
    BY_HAND,
    PENDING,
    MarksError,
    counting_marks,
    name_and_number,
)
from teaching.classes.sheets import number, read_csv
from teaching.exports.roster import (
    number_in,
    padded,
    sharing_a_number,
    submissions_of,
)

COLUMNS = [
    *("Identifier", "Full name", "Email address", "Status", "Grade"),
    *("Maximum Grade", "Grade can be changed", "Last modified (submission)"),
    *("Last modified (grade)", "Feedback comments"),
]


def moodle(marks, roster=None, chapter=None):
    """Return (rows, delimiter, {student: why there is no row}) of Moodle's grading worksheet.

    Moodle leaves a mark alone if its cell is empty. With a roster (the worksheet as downloaded from
    Moodle) only its columns Grade and Feedback comments change. Without one, the files' names
    must contain the students' numbers, as they do in Moodle's download of all submissions.
    """
    counting, max_points = counting_marks(marks, chapter)
    if len(max_points) != 1:
        raise MarksError(
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
        raise MarksError(
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


def _without_roster(counting, maximum):
    nameless = [
        mark.student
        for mark in counting
        if not name_and_number(mark.student)[1]
    ]
    if nameless:
        raise MarksError(
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


def _within_maximum(mark, maximum):
    """Refuse a maximum that is too low: Moodle drops higher grades without a word."""
    if None not in (number_in(maximum), mark.max_points) and (
        mark.max_points > number_in(maximum)
    ):
        raise MarksError(
            f"the worksheet's maximum is {maximum}, the chapter has "
            f"{number(mark.max_points)} points. Remedy: set the assignment's "
            f"maximum grade in Moodle to {number(mark.max_points)} and "
            "download the worksheet again."
        )


def _comment(mark):
    """Return the points by exercise in one line, for the field that students see."""
    if mark.status == "needs-human":
        return "Your teacher will look at this submission."
    if mark.status == BY_HAND:
        return mark.comment or "Your teacher gave this mark."
    if mark.status == AWAITING:
        return "Free-text answers are still being read."
    if mark.status == PENDING:
        return ""
    parts = [
        f"{part['title']}: {number(part['points'])} of "
        f"{number(part['max_points'])}"
        for part in [*mark.exercises, *mark.free_text]
    ]
    return "Points: " + "; ".join(parts)
