"""Canvas: the marks as its gradebook imports them."""

import re
from pathlib import Path

from teaching.classes.marks import (
    Mark,
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

COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MORE_COLUMNS = ("Integration ID", "Root Account")


def canvas(
    marks: list[Mark],
    roster: Path | None = None,
    chapter: str | None = None,
    column: str | None = None,
) -> Made:
    """Return (rows, delimiter, {student: why there is no row}) of Canvas's gradebook import.

    Parameters
    ----------
    marks : list of Mark
    roster : path or None
        The gradebook as Canvas exports it: the rows stay, and Canvas finds each student by the
        ID. Without it, there is one row per student who handed in.
    chapter : str or None
        Only this chapter; by default one column for each.
    column : str or None
        The roster's column for the points, with or without its number in brackets; only for one
        chapter. By default the column with the chapter's name, or a new one.
    """
    counting, max_points = counting_marks(marks, chapter)
    if column and len(max_points) != 1:
        raise Refused(
            "--column needs one chapter, and there are "
            f"{len(max_points)}. Remedy: choose one with --chapter."
        )
    titles = {name: column or name for name in max_points}
    if roster is None:
        return _without_roster(counting, max_points, titles)
    remedy = "export the gradebook from Canvas again, as CSV."
    table, delimiter = read_csv(roster, remedy)
    table = padded(table)
    head = table[0]
    missing = [name for name in COLUMNS[:2] + COLUMNS[4:] if name not in head]
    if missing:
        raise Refused(
            f"{roster} is not a gradebook of Canvas: it has no "
            f"column {', '.join(missing)}. Remedy: {remedy}"
        )
    places = {}
    for name, title in titles.items():
        found = [
            place
            for place, text in enumerate(head)
            if title.casefold()
            in (text.casefold(), re.sub(r" \(\d+\)$", "", text).casefold())
        ]
        if len(found) > 1 or (column and not found):
            raise Refused(
                f"{roster} has {len(found)} columns called {title!r}. "
                "Remedy: give --column with its number in brackets, as it "
                "stands in the first row."
            )
        places[name] = found[0] if found else None
        if found:
            titles[name] = head[found[0]]
    kept = [
        place
        for place, name in enumerate(head)
        if name in (*COLUMNS, *MORE_COLUMNS)
    ]
    rows = [[*(head[place] for place in kept), *titles.values()]]
    rows.append(_points_possible(len(kept), max_points))
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


def _same_points(title: str, possible: str, max_points: float | None) -> None:
    """Refuse another maximum: Canvas would show 12 of 15 points as 12 of 100."""
    if None not in (max_points, number_in(possible)) and (
        number_in(possible) != max_points
    ):
        raise Refused(
            f"in Canvas {title!r} has {possible} points, the chapter has "
            f"{number(max_points)}. Remedy: give the assignment "
            f"{number(max_points)} points in Canvas and export the gradebook "
            "again."
        )


def _without_roster(
    counting: list[Mark],
    max_points: dict[str, float | None],
    titles: dict[str, str],
) -> Made:
    rows = [
        [*COLUMNS, *titles.values()],
        _points_possible(len(COLUMNS), max_points),
    ]
    left = sharing_a_number(counting)
    for student in dict.fromkeys(mark.student for mark in counting):
        if student in left:
            continue
        own = {m.chapter: m.points for m in counting if m.student == student}
        points = [own.get(name) for name in max_points]
        if None in points:
            missing = [name for name in max_points if own.get(name) is None]
            left[student] = (
                f"there is no mark for {', '.join(missing)}, and Canvas clears "
                "a mark if its cell is empty: choose other chapters with "
                "--chapter, or give the gradebook with --roster"
            )
            continue
        cells = [number(each) for each in points]
        rows.append([*name_and_number(student), "", "", "", *cells])
    return rows, ",", left


def _points_possible(
    width: int, max_points: dict[str, float | None]
) -> list[str]:
    # The four blanks are Canvas's own.
    blank = [""] * (width - 1)
    return ["    Points Possible", *blank, *map(number, max_points.values())]
