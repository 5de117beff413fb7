"""Canvas: the marks as its gradebook imports them."""

import re
from pathlib import Path

from teaching.classes.marks import Mark, counting_marks
from teaching.classes.sheets import number
from teaching.exports.roster import (
    Made,
    number_in,
    read_roster,
    submissions_of,
)
from teaching.refused import Refused

NEEDED = ("Student", "ID", "Section")
KEPT = (
    *(*NEEDED, "SIS User ID", "SIS Login ID"),
    *("Integration ID", "Root Account"),
)


def canvas(
    marks: list[Mark],
    roster: Path,
    chapter: str | None = None,
    column: str | None = None,
) -> Made:
    """Return (rows, delimiter, {student: why there is no row}) of Canvas's gradebook import.

    ``roster`` is the gradebook as Canvas exports it: its rows stay, and Canvas finds each student
    by the ID. Without ``chapter`` there is a column for each. ``column`` is the roster's for the
    points of one chapter, with or without its number in brackets; by default it has the chapter's
    name, or is a new one.
    """
    counting, max_points = counting_marks(marks, chapter)
    if column and len(max_points) != 1:
        raise Refused(
            "--column needs one chapter, and there are "
            f"{len(max_points)}. Remedy: choose one with --chapter."
        )
    remedy = "export the gradebook from Canvas again, as CSV."
    table, delimiter = read_roster(
        roster, "gradebook of Canvas", NEEDED, remedy
    )
    head = table[0]
    titles: dict[str, str] = {}
    places: dict[str, int | None] = {}
    for name in max_points:
        found = _columns(head, column or name)
        if len(found) > 1 or (column and not found):
            raise Refused(
                f"{roster} has {len(found)} columns called "
                f"{column or name!r}. Remedy: give --column with its number "
                "in brackets, as it stands in the first row."
            )
        places[name] = found[0] if found else None
        titles[name] = head[found[0]] if found else name
    kept = [place for place, name in enumerate(head) if name in KEPT]
    for row in table[1:]:
        if "Points Possible" in row[0]:
            for name, place in places.items():
                if place is not None:
                    _same_points(titles[name], row[place], max_points[name])
    # Besides people the export has a row of points and one of posting rules.
    table = [row for row in table if row[head.index("ID")].strip(" \t-")]
    people = [dict(zip(head, row, strict=True)) for row in table[1:]]
    logins = ("Student", "SIS Login ID", "SIS User ID")
    owns, left = submissions_of(
        counting,
        [(p["ID"], [p.get(name, "") for name in logins]) for p in people],
    )
    # The four blanks are Canvas's own.
    blank = [""] * (len(kept) - 1)
    possible = map(number, max_points.values())
    rows = [
        [*(head[place] for place in kept), *titles.values()],
        ["    Points Possible", *blank, *possible],
    ]
    for row, own in zip(table[1:], owns, strict=True):
        cells = [
            number(own[name].points)
            if name in own and own[name].points is not None
            # Canvas clears a mark if its cell is empty.
            else ""
            if place is None
            else row[place]
            for name, place in places.items()
        ]
        rows.append([*(row[place] for place in kept), *cells])
    return rows, delimiter, left


def _columns(head: list[str], title: str) -> list[int]:
    """Return the places of the columns with a title, perhaps with a number in brackets."""
    return [
        place
        for place, text in enumerate(head)
        if title.casefold()
        in (text.casefold(), re.sub(r" \(\d+\)$", "", text).casefold())
    ]


def _same_points(title: str, possible: str, max_points: float | None) -> None:
    """Refuse another maximum: Canvas would show 12 of 15 points as 12 of 100."""
    if None not in (max_points, number_in(possible)) and (
        number_in(possible) != max_points
    ):
        most = number(max_points)
        raise Refused(
            f"in Canvas {title!r} has {possible} points, the chapter has "
            f"{most}. Remedy: give the assignment {most} points in Canvas and "
            "export the gradebook again."
        )
