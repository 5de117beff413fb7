"""Marks as CSV: plain, for Canvas's gradebook, for Moodle's grading worksheet.

A mark is a number only where the grader or a human gave one. Everything else keeps an empty cell,
never 0, and in the forms for Canvas and Moodle what stood there before.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from teaching.classes.rubric import answer_key

PENDING = "not-graded"  # the run was stopped before this one
AWAITING = "awaiting"  # a free-text answer still needs its points
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
CANVAS_EXTRA = ("Integration ID", "Root Account")
MOODLE = [
    *("Identifier", "Full name", "Email address", "Status", "Grade"),
    *("Maximum Grade", "Grade can be changed", "Last modified (submission)"),
    *("Last modified (grade)", "Feedback comments"),
]


class MarksError(Exception):
    """The marks cannot be written; the message names cause and remedy."""


@dataclass
class Mark:
    """One submission with what it got.

    ``points`` is None where there is no mark (yet); ``counts`` is False for a submission that a
    later one of the same student and chapter replaces. ``exercises`` is as ``grade`` gives it;
    ``free_text`` too, each with "points", "criteria" and "comment" of the human (or None).
    """

    student: str
    file: str
    chapter: str
    status: str
    reason: str = ""
    points: float | None = None
    of: float | None = None
    exercises: list = field(default_factory=list)
    free_text: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    counts: bool = True

    @property
    def is_notebook(self):
        """Whether it was one, or is at least called like one."""
        return bool(self.chapter) or self.file.casefold().endswith(".ipynb")

    @property
    def columns(self):
        """Points by exercise id; None where they are awaited."""
        return {
            each["id"]: each["points"]
            for each in [*self.exercises, *self.free_text]
        }


def marks_of(whole):
    """The marks of a class (a ``teaching.classes.log.Class``), one for each submission, oldest first.

    Of the submissions of one student to one chapter the latest counts: the one that arrived in
    the latest run, and within a run the last by name, with numbers compared as numbers. It counts
    whatever came of it: after a graded one, a notebook that cannot be read needs a human. Only a
    file of another kind (a picture, a text) does not count beside a notebook.
    """
    marks = [
        _mark(whole, student, file, whole.result_of(sha256))
        for (student, file), sha256 in whole.submissions.items()
    ]
    chapters = {mark.chapter for mark in marks if mark.chapter}
    with_notebook = {mark.student for mark in marks if mark.is_notebook}
    latest = {}
    for mark in marks:
        if not mark.is_notebook and mark.student in with_notebook:
            mark.counts = False
            continue
        # Of a file that cannot be read the chapter is unknown, unless the
        # class handed in only one.
        if not mark.chapter and len(chapters) == 1:
            mark.chapter = next(iter(chapters))
        earlier = latest.get((mark.student, mark.chapter))
        if earlier:
            earlier.counts = False
        if earlier and mark.points is None and earlier.points is not None:
            mark.reason += (
                f" (an earlier file, {earlier.file}, has "
                f"{number(earlier.points)} of {number(earlier.max_points)} points)"
            )
        latest[mark.student, mark.chapter] = mark
    return marks


def _mark(whole, student, file, result):
    if result is None:
        return Mark(student, file, "", PENDING, "not graded yet")
    mark = Mark(
        student,
        file,
        result.get("chapter") or "",
        result["status"],
        result.get("reason") or "",
        notes=result.get("notes", []),
    )
    if mark.status != "graded":
        # The points of the rest are no mark, and their zeros would look like some.
        if result.get("points"):
            mark.reason += (
                f" (certain so far: {number(result['points'])} points)"
            )
        return mark
    mark.exercises = result["exercises"]
    mark.free_text = [
        _with_points(answer, whole.points.get(answer_key(student, answer), {}))
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


def _with_points(answer, given):
    return {
        **answer,
        "points": given.get("points"),
        "criteria": given.get("criteria", {}),
        "comment": given.get("comment", ""),
    }


# Cells ---------------------------------------------------------------------------------------


def number(value):
    """Points as a text: 3, 2.5; empty for None."""
    return "" if value is None else f"{value:.10g}"


def printable(text):
    """A text without what cannot be shown: control characters, turned direction, half characters.

    Line breaks and tabs stay.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t")
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        else sign
        for sign in str(text).replace("\r\n", "\n").replace("\r", "\n")
    )


def cell(value):
    """A text for a cell of a spreadsheet, which must not take it for a formula.

    A text that begins like one gets an apostrophe in front. Numbers and a lone "-" (Moodle's sign
    for never) stay as they are.
    """
    text = printable(value)
    if re.fullmatch(r"-|[+-]?\d+([.,]\d+)?", text):
        return text
    start = unicodedata.normalize("NFKC", text.lstrip())[:1]
    return f"'{text}" if start in tuple("=+-@") else text


def csv_text(rows, delimiter=","):
    """The rows as CSV, every cell made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def read_csv(path, remedy):
    """Read a CSV as spreadsheets and LMSs write it; give (rows, delimiter).

    Raises MarksError, with the remedy, for what is none.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise MarksError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        text = raw.decode("utf-16" if raw[:1] in b"\xff\xfe" else "utf-8-sig")
    except UnicodeDecodeError:
        raise MarksError(f"{path} is not UTF-8. Remedy: {remedy}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row in reader if any(row)]
    except csv.Error as error:
        raise MarksError(f"{path} is no CSV ({error}).") from None
    if not rows:
        raise MarksError(f"{path} is empty. Remedy: {remedy}")
    return rows, delimiter


def _padded(table):
    """The rows, all as long as the first."""
    width = len(table[0])
    return [(row + [""] * width)[:width] for row in table]


# The three forms -----------------------------------------------------------------------------


def plain(marks, chapter=None):
    """One row for each submission, one column for each exercise of all chapters; gives rows.

    ``counts`` is no for a submission that a later one replaces. ``chapter`` leaves only one.
    """
    if chapter is not None:
        _, of = _counting(marks, chapter)
        marks = [mark for mark in marks if mark.chapter in of]
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


def _counting(marks, chapter):
    """The marks that count, of one chapter (all if None), and the chapters' points."""
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
    of = {
        name: max(
            (
                m.max_points
                for m in counting
                if m.chapter == name and m.max_points is not None
            ),
            default=None,
        )
        for name in known
    }
    return counting, of


def name_and_number(student):
    """``doejane_12345`` as collected from Canvas or Moodle -> ("doejane", "12345").

    The number is "" where there is none.
    """
    found = re.fullmatch(r"(.+)_(\d+)", student, re.DOTALL)
    return found.groups() if found else (student, "")


def canvas(marks, roster=None, chapter=None, column=None):
    """Canvas's gradebook import; gives (rows, delimiter, students that have no row).

    Parameters
    ----------
    marks : list of Mark
    roster : path or None
        The gradebook as Canvas exports it: each student keeps the row, and Canvas finds the
        student by the ID. Without it, the rows are the students that handed in.
    chapter : str or None
        Only this chapter; else one column for each.
    column : str or None
        The roster's column that the points go into, with or without its number in brackets; only
        for one chapter. Else the column called like the chapter, or a new one.
    """
    counting, of = _counting(marks, chapter)
    if column and len(of) != 1:
        raise MarksError(
            f"--column needs one chapter, and there are {len(of)}. Remedy: "
            "choose one with --chapter."
        )
    titles = {name: column or name for name in of}
    if roster is None:
        return _canvas_without(counting, of, titles)
    remedy = "export the gradebook from Canvas again, as CSV."
    table, delimiter = read_csv(roster, remedy)
    head = table[0]
    missing = [name for name in CANVAS[:2] + CANVAS[4:] if name not in head]
    if missing:
        raise MarksError(
            f"{roster} is no gradebook of Canvas: it has no column "
            f"{', '.join(missing)}. Remedy: {remedy}"
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
            raise MarksError(
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
        if name in (*CANVAS, *CANVAS_EXTRA)
    ]
    rows = [[*(head[place] for place in kept), *titles.values()]]
    rows.append(_points_possible(len(kept), of))
    for row in table[1:]:
        if "Points Possible" in row[0]:
            for name, place in places.items():
                if place is not None:
                    _same_points(titles[name], row[place], of[name])
    # Beside people the export has a row of points and one of posting rules.
    table = [
        row for row in _padded(table) if row[head.index("ID")].strip(" \t-")
    ]
    people = [dict(zip(head, row, strict=True)) for row in table[1:]]
    logins = ("Student", "SIS Login ID", "SIS User ID")
    owns, left = _placed(
        counting,
        [(p["ID"], [p.get(name, "") for name in logins]) for p in people],
    )
    for row, own in zip(table[1:], owns, strict=True):
        cells = [
            number(own[name].points)
            if name in own and own[name].points is not None
            # Canvas clears a mark where the cell is empty.
            else ""
            if place is None
            else row[place]
            for name, place in places.items()
        ]
        rows.append([*(row[place] for place in kept), *cells])
    return rows, delimiter, left


def _same_points(title, possible, of):
    """Canvas would show 12 of 15 points as 12 of 100; so say it here."""
    if None not in (of, _value(possible)) and _value(possible) != of:
        raise MarksError(
            f"in Canvas {title!r} has {possible} points, the chapter has "
            f"{number(of)}. Remedy: give the assignment {number(of)} points "
            "in Canvas and export the gradebook again."
        )


def _canvas_without(counting, of, titles):
    rows = [[*CANVAS, *titles.values()], _points_possible(len(CANVAS), of)]
    for student in dict.fromkeys(mark.student for mark in counting):
        own = {m.chapter: m for m in counting if m.student == student}
        rows.append(
            [
                *name_and_number(student),
                *("", "", ""),
                *(
                    number(own[name].points) if name in own else ""
                    for name in of
                ),
            ]
        )
    return rows, ",", []


def _points_possible(width, of):
    # The four blanks are Canvas's own.
    blank = [""] * (width - 1)
    return ["    Points Possible", *blank, *map(number, of.values())]


def moodle(marks, roster=None, chapter=None):
    """Moodle's grading worksheet; gives (rows, delimiter, students that have no row).

    Moodle leaves a mark alone where the cell is empty. With a roster (the worksheet as Moodle
    gives it) only its columns Grade and Feedback comments change. Without one, the students'
    numbers must stand in the files' names, as they do when all submissions are downloaded.
    """
    counting, of = _counting(marks, chapter)
    if len(of) != 1:
        raise MarksError(
            "a grading worksheet is for one assignment, and there are "
            f"{len(of)} chapters: {', '.join(of) or 'none'}. Remedy: choose "
            "one with --chapter."
        )
    most = next(iter(of.values()))
    if roster is None:
        return _moodle_without(counting, most)
    remedy = (
        "in Moodle, with the language set to English, download the grading "
        "worksheet of the assignment again."
    )
    table, delimiter = read_csv(roster, remedy)
    head = table[0]
    needed = ("Identifier", "Grade", "Last modified (grade)")
    missing = [name for name in needed if name not in head]
    if missing:
        raise MarksError(
            f"{roster} is no grading worksheet: it has no column "
            f"{', '.join(missing)}. Remedy: {remedy}"
        )
    table = _padded(table)
    people = [dict(zip(head, row, strict=True)) for row in table[1:]]
    names = ("Full name", "Email address")
    owns, left = _placed(
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
                _limit(mark, person.get("Maximum Grade", ""))
                person["Grade"] = number(mark.points)
            if "Feedback comments" in person:
                person["Feedback comments"] = _comment(mark)
    rows = [head, *([person[name] for name in head] for person in people)]
    return rows, delimiter, left


def _moodle_without(counting, most):
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
    rows = [MOODLE]
    for mark in counting:
        name, participant = name_and_number(mark.student)
        rows.append(
            [
                f"Participant {participant}",
                name,
                *("", "", number(mark.points), number(most), "Yes"),
                *("-", "-", _comment(mark)),
            ]
        )
    return rows, ",", []


def _value(text):
    """A number as an LMS writes it; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _limit(mark, most):
    """Moodle drops a grade above its maximum without a word; so say it here."""
    if _value(most) is not None and mark.max_points > _value(most):
        raise MarksError(
            f"the worksheet's maximum is {most}, the chapter has "
            f"{number(mark.max_points)} points. Remedy: set the assignment's maximum "
            f"grade in Moodle to {number(mark.max_points)} and download the worksheet "
            "again."
        )


def _comment(mark):
    """Points by exercise in a line, for the field that students see."""
    if mark.status == "needs-human":
        return "Your teacher will look at this submission."
    if mark.status == AWAITING:
        return "Free-text answers are still being read."
    if mark.status == PENDING:
        return ""
    parts = [
        f"{part['title']}: {number(part['points'])} of {number(part['of'])}"
        for part in [*mark.exercises, *mark.free_text]
    ]
    return "Points: " + "; ".join(parts)


def _placed(marks, people):
    """Find whose row is whose: one dict, chapter -> Mark, for each of the people.

    ``people`` are (number, names) of a roster's rows. A student is found by the LMS's number,
    and where a file has none, by a name that no one else has, neither in the roster nor in the
    class. Gives also the students that have no row.
    """
    students = {}  # student -> chapter -> Mark
    for mark in marks:
        students.setdefault(mark.student, {})[mark.chapter] = mark
    numbers = _unique((s, [name_and_number(s)[1]]) for s in students)
    names = _unique((student, [student]) for student in students)
    in_roster = _unique(
        (place, [text for name in own for text in (name, _turned(name))])
        for place, (_, own) in enumerate(people)
    )
    by_name = {
        place: names[text]
        for text, place in in_roster.items()
        if text in names
    }
    found = []
    for place, (number_, own_names) in enumerate(people):
        student = numbers.get(_bare(number_))
        if student and not _agree(students[student], own_names):
            student = None
        found.append(student or by_name.get(place))
    left = [student for student in students if student not in found]
    return [students.get(student, {}) for student in found], left


CANVAS_FILE = re.compile(r"[^_]+_(LATE_)?\d+_\d+_")


def _agree(own, names):
    """Whether a student's number is the LMS's: ``homework_2.ipynb`` is not of participant 2.

    Canvas's file names are beyond doubt. Otherwise the name must be the row's (perhaps with the
    group in front), unless the row is nameless, as in anonymous marking.
    """
    mark = next(iter(own.values()))
    if CANVAS_FILE.match(mark.file):
        return True
    name = _bare(name_and_number(mark.student)[0])
    spellings = {_bare(each) for each in names}
    spellings |= {_bare(_turned(each)) for each in names}
    spellings -= {""}
    return not spellings or any(map(name.endswith, spellings))


def _unique(owners):
    """{bare spelling: owner} of the spellings that only one owner has."""
    spellings = {}
    for owner, names in owners:
        for name in names:
            spellings.setdefault(_bare(name), set()).add(owner)
    spellings.pop("", None)
    return {
        text: own.pop() for text, own in spellings.items() if len(own) == 1
    }


def _bare(name):
    """A name as LMSs write it in files: no case, no blanks, no signs, no accents."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def _turned(name):
    """First Last, where a name is Last, First."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name
