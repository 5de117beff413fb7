"""A learning platform's roster: its table, and which row belongs to which student of the class."""

import unicodedata
from pathlib import Path

from teaching.classes.marks import Mark, name_and_number
from teaching.classes.sheets import read_csv
from teaching.refused import Refused

# Rows, the sign between cells, and {student: why there is no row}.
Made = tuple[list[list[str]], str, dict[str, str]]


def read_roster(
    path: Path, what: str, needed: tuple[str, ...], remedy: str
) -> tuple[list[list[str]], str]:
    """Return (rows, delimiter) of a platform's table, all rows as long as the first.

    Raises Refused, with the remedy, if a column that is needed is not there.
    """
    table, delimiter = read_csv(path, remedy)
    missing = [name for name in needed if name not in table[0]]
    if missing:
        raise Refused(
            f"{path} is not a {what}: it has no column {', '.join(missing)}. "
            f"Remedy: {remedy}"
        )
    width = len(table[0])
    return [(row + [""] * width)[:width] for row in table], delimiter


def number_in(text: str) -> float | None:
    """Return a number as a learning platform writes it; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def submissions_of(
    marks: list[Mark], people: list[tuple[str, list[str]]]
) -> tuple[list[dict[str, Mark]], dict[str, str]]:
    """Find the student of each row: return one dict, chapter -> Mark, for each of the people.

    ``people`` holds (number, names) for each row of a roster. A student is found by the platform's
    number together with the name, or, if a file has no number, by a name that nobody else has,
    neither in the roster nor in the class. Nothing is guessed: a wrong mark on somebody else is
    worse than none. Also return {student: why there is no row}, for a human to look at.
    """
    students: dict[str, dict[str, Mark]] = {}  # student -> chapter -> Mark
    for mark in marks:
        students.setdefault(mark.student, {})[mark.chapter] = mark
    rows = [(_letters(number), _spellings(own)) for number, own in people]
    claims = {student: _claim(student, rows) for student in students}
    claimed: dict[int, list[str]] = {}  # row -> students
    for student, (places, _) in claims.items():
        if len(places) == 1:
            claimed.setdefault(places[0], []).append(student)
    owns: list[dict[str, Mark]] = [{} for _ in people]
    why: dict[str, str] = {}
    for student, (places, reason) in claims.items():
        if len(places) != 1:
            why[student] = reason
        elif len(both := claimed[places[0]]) > 1:
            others = ", ".join(each for each in both if each != student)
            why[student] = f"its row is also that of {others}"
        else:
            owns[places[0]] = students[student]
    return owns, why


def _claim(
    student: str, rows: list[tuple[str, set[str]]]
) -> tuple[list[int], str]:
    """Return the places of the rows that may be a student's, and why it is not one row."""
    name, number = name_and_number(student)
    numbered = [n for n, row in enumerate(rows) if number and row[0] == number]
    # ``homework_2.ipynb`` is not participant 2's: the name must be the row's (perhaps with the
    # group in front), unless the row has none, as in anonymous marking.
    places = [
        place
        for place in numbered
        if not rows[place][1]
        or any(map(_letters(name).endswith, rows[place][1]))
    ]
    if places:
        return places, f"the number {number} fits {len(places)} rows"
    text = _letters(student)
    places = [place for place, row in enumerate(rows) if text in row[1]]
    if places:
        return places, f"the name fits {len(places)} rows"
    if numbered:
        return [], f"the roster has the number {number} with another name"
    return [], "it is not in the roster"


def _spellings(names: list[str]) -> set[str]:
    """Return how a row's names may be written in the name of a file."""
    both = [text for name in names for text in (name, _first_last(name))]
    return {_letters(text) for text in both} - {""}


def _letters(name: str) -> str:
    """Return a name as platforms write it in files: no case, blanks, punctuation or accents."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def _first_last(name: str) -> str:
    """Turn Last, First into First Last."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name
