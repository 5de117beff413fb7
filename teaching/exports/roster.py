"""A learning platform's roster: which of its rows belongs to which student of the class."""

import re
import unicodedata

from teaching.classes.marks import name_and_number

# Names that Canvas gives to files: doejane_LATE_12345_67890_file.ipynb
CANVAS_FILE = re.compile(r"[^_]+_(LATE_)?\d+_\d+_")


def number_in(text):
    """Return a number as a learning platform writes it; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def padded(table):
    """Return the rows, all as long as the first."""
    width = len(table[0])
    return [(row + [""] * width)[:width] for row in table]


def submissions_of(marks, people):
    """Find the student of each row: return one dict, chapter -> Mark, for each of the people.

    ``people`` holds (number, names) for each row of a roster. A student is found by the platform's
    number, or, if a file has none, by a name that nobody else has, neither in the roster nor in
    the class. Also return the students without a row.
    """
    students = {}  # student -> chapter -> Mark
    for mark in marks:
        students.setdefault(mark.student, {})[mark.chapter] = mark
    numbers = _unique((s, [name_and_number(s)[1]]) for s in students)
    names = _unique((student, [student]) for student in students)
    in_roster = _unique(
        (place, [text for name in own for text in (name, _first_last(name))])
        for place, (_, own) in enumerate(people)
    )
    by_name = {
        place: names[text]
        for text, place in in_roster.items()
        if text in names
    }
    found = []
    for place, (number_, own_names) in enumerate(people):
        student = numbers.get(_letters(number_))
        if student and not _agree(students[student], own_names):
            student = None
        found.append(student or by_name.get(place))
    left = [student for student in students if student not in found]
    return [students.get(student, {}) for student in found], left


def _agree(own, names):
    """Say whether a number is the platform's: ``homework_2.ipynb`` is not participant 2's.

    A name that Canvas has given to the file settles it. Otherwise the name must be the row's
    (perhaps with the group in front), unless the row has no name, as in anonymous marking.
    """
    mark = next(iter(own.values()))
    if CANVAS_FILE.match(mark.file):
        return True
    name = _letters(name_and_number(mark.student)[0])
    spellings = {_letters(each) for each in names}
    spellings |= {_letters(_first_last(each)) for each in names}
    spellings -= {""}
    return not spellings or any(map(name.endswith, spellings))


def _unique(owners):
    """Return {spelling: owner} for the spellings that only one owner has."""
    spellings = {}
    for owner, names in owners:
        for name in names:
            spellings.setdefault(_letters(name), set()).add(owner)
    spellings.pop("", None)
    return {
        text: own.pop() for text, own in spellings.items() if len(own) == 1
    }


def _letters(name):
    """Return a name as platforms write it in files: no case, blanks, punctuation or accents."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def _first_last(name):
    """Turn Last, First into First Last."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name
