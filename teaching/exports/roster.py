"""A learning platform's roster: which of its rows belongs to which student of the class."""

import unicodedata

from teaching.classes.marks import Mark, name_and_number

# Rows, the sign between cells, and {student: why there is no row}.
Made = tuple[list[list[str]], str, dict[str, str]]


def number_in(text: str) -> float | None:
    """Return a number as a learning platform writes it; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def padded(table: list[list[str]]) -> list[list[str]]:
    """Return the rows, all as long as the first."""
    width = len(table[0])
    return [(row + [""] * width)[:width] for row in table]


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


def sharing_a_number(marks: list[Mark]) -> dict[str, str]:
    """Return {student: why} for those whose number another student of the class has as well."""
    owners: dict[str, list[str]] = {}
    for student in {mark.student for mark in marks}:
        if number := name_and_number(student)[1]:
            owners.setdefault(number, []).append(student)
    return {
        student: f"{len(students)} students have the number {number}"
        for number, students in owners.items()
        if len(students) > 1
        for student in students
    }


def _claim(
    student: str, rows: list[tuple[str, set[str]]]
) -> tuple[list[int], str]:
    """Return the places of the rows that may be a student's, and why it is not one row."""
    name, number = name_and_number(student)
    numbered = [
        place for place, row in enumerate(rows) if number and row[0] == number
    ]
    # ``homework_2.ipynb`` is not participant 2's: the name must be the row's (perhaps with the
    # group in front), unless the row has none, as in anonymous marking.
    places = [
        place
        for place in numbered
        if not rows[place][1]
        or any(map(_letters(name).endswith, rows[place][1]))
    ]
    if places:
        reason = f"the number {number} fits {len(places)} rows"
        return places, reason
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
