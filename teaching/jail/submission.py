"""What students hand in: files of any kind, read with care and sorted by exercise.

Nothing here runs or parses a student's code: a cell is recognised by its id, by the grading
metadata that it carries, or by a line that defines what the exercise asks for.
"""

import codecs
import io
import json
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from pathlib import Path, PurePosixPath

MOST_BYTES = 20 * 2**20  # of one file
MOST_CELLS = 2000
MOST_CODE = 2 * 2**20  # characters of all cells
MOST_VALUES = 2_000_000  # in one file of JSON, about 200 MB when it is read
MOST_FILES = 100_000  # in the class's zip
MOST_OF_STUDENT = 500  # files
MOST_ENTRIES = 10_000  # in a student's zip, before it is opened
MOST_UNZIPPED = 256 * 2**20  # bytes of all files of one student
MOST_TEXT = 20_000  # characters of a free-text answer
NOT_WORK = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db")


class Unreadable(ValueError):
    """A file that cannot be graded without a human's look at it; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell, whatever the notebook's format: ``kind`` is code, markdown or raw."""

    id: str
    kind: str
    source: str
    tags: tuple = ()
    grading: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """A notebook that could be read."""

    cells: tuple
    language: str


def read_submission(given):
    """Read a notebook from a path or from bytes.

    Raises
    ------
    Unreadable
        If it is not a notebook; the message says what it is instead.
    """
    data = given if isinstance(given, bytes) else _read(Path(given))
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file is larger than {MOST_BYTES // 2**20} MB")
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("the file is empty")
    # No JSON holds more values than these signs: hostile files are small until they are read.
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise Unreadable(
            f"the file holds more than {MOST_VALUES:,} commas and brackets: "
            "too many to be read"
        )
    try:
        notebook = json.loads(_decode(data))
    except RecursionError as error:
        raise Unreadable("the file is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"the file is {_looks_like(data)}") from error
    if not isinstance(notebook, dict):
        raise Unreadable("the file is JSON, but not a notebook")
    return Submission(_cells(notebook), _language(notebook))


def _read(path):
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _decode(data):
    """Return the text, whatever its encoding, without the byte-order mark."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        data = data.removeprefix(codecs.BOM_UTF8)
        text = data.decode("latin-1")  # which reads any bytes
    return text.lstrip("\ufeff")  # some editors add one each time


def _looks_like(data):
    for start, name in {
        b"%PDF": "a PDF",
        b"PK\x03\x04": "a zip archive",
        b"\x89PNG": "a picture",
        b"\xff\xd8\xff": "a picture",
        b"<<<<<<<": "an unresolved merge conflict",
    }.items():
        if data.startswith(start):
            return f"{name}, not a notebook"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return "not valid JSON: perhaps it is cut off or was edited by hand"
    if data.lstrip()[:1] == b"<":
        return "a web page, not a notebook"
    return "not a notebook (it is not JSON)"


def _language(notebook):
    metadata = _dict(notebook.get("metadata"))
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        name = _dict(metadata.get(part)).get(key)
        if isinstance(name, str) and name:
            return name[:50].lower()
    return "python"


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []


def _cells(notebook):
    raw = notebook.get("cells")
    if raw is None:  # formats before 4
        sheets = _list(notebook.get("worksheets"))
        raw = [c for s in sheets for c in _list(_dict(s).get("cells"))]
        if not sheets:
            raise Unreadable("the file is JSON, but not a notebook")
    if not isinstance(raw, list):
        raise Unreadable("the notebook's cells are not a list")
    if len(raw) > MOST_CELLS:
        raise Unreadable(f"the notebook has more than {MOST_CELLS} cells")
    cells = tuple(_cell(each) for each in raw if isinstance(each, dict))
    if sum(len(cell.source) for cell in cells) > MOST_CODE:
        raise Unreadable(f"its cells hold more than {MOST_CODE:,} characters")
    return cells


def _cell(raw):
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = _dict(raw.get("metadata"))
    tags = (t for t in _list(metadata.get("tags")) if isinstance(t, str))
    name, kind = raw.get("id"), raw.get("cell_type")
    return Cell(
        id=name if isinstance(name, str) else "",
        kind=kind if isinstance(kind, str) else "raw",
        source=source if isinstance(source, str) else "",
        tags=tuple(tags),
        grading=_dict(metadata.get("grading")),
    )


# Which exercises are answered, and where ---------------------------------------------------


@dataclass
class Answers:
    """What a submission answers in a chapter.

    ``run`` holds the cells to run, in order, as (name, source). For each exercise ``states`` says
    "answered", "stub" or "missing", and ``where`` names the cells that belong to it. ``texts``
    holds the free-text answers by the ids of their cells.
    """

    chapter: str
    run: list
    states: dict
    where: dict
    texts: dict


def normalised(source):
    """Return a source for comparison: without blanks at the ends of its lines and of the cell."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def defines(source, name):
    """Whether a line of this source looks as if it defined the name."""
    defining, start = _defining(name), source.find(name)
    # Only lines with the name are looked at: a file may have millions of others.
    while start >= 0:
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        if defining.match(source, source.rfind("\n", 0, start) + 1, end):
            return True
        start = source.find(name, end)
    return False


@cache
def _defining(name):
    """The pattern of a line that defines a name."""
    name = re.escape(name)
    return re.compile(
        rf"[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b"
        rf"|[ \t]*{name}[ \t]*(?::[^=\n]*)?=(?!=)"
        rf"|[ \t]*(?:from|import)\b[^\n]*\b{name}\b"
    )


def chapter_of(submission, exam):
    """Return the chapter to which a submission belongs.

    Raises
    ------
    Unreadable
        If nothing in it comes from the exam's chapters, or as much from one as from another.
    """
    sources = [normalised(cell.source) for cell in submission.cells]
    scores = {
        name: _likeness(submission, sources, chapter["cells"])
        for name, chapter in exam.items()
    }
    best = max(scores, key=scores.get, default=None)
    if best is None or scores[best] == (0, 0):
        raise Unreadable("no exercise of the book was found in it")
    alike = [name for name in scores if scores[name] == scores[best]]
    if len(alike) > 1:
        raise Unreadable(
            f"it may belong to {' or to '.join(alike)}: nothing in it says to which"
        )
    return best


def _likeness(submission, sources, handed_out):
    """Return how many of a chapter's exercises a submission has, and how many of its cells."""
    exercises = [cell for cell in handed_out if cell["grading"]]
    found = sum(
        any(_belongs(cell, exercise) for cell in submission.cells)
        for exercise in exercises
    )
    known = {normalised(cell["source"]) for cell in handed_out} - {""}
    same = sum(source in known for source in sources)
    # One cell alone may be the same by chance: every chapter imports NumPy.
    return (found, same) if found or same >= 3 else (0, 0)


def _belongs(cell, exercise):
    """Whether a cell is, or answers, the handed-out cell of an exercise."""
    grading = exercise["grading"]
    return (
        cell.id == exercise["id"]
        or cell.grading.get("id") == grading["id"]
        or (
            "entry_point" in grading
            and defines(cell.source, grading["entry_point"])
        )
    )


def answers_of(submission, chapter, handed_out):
    """Sort the cells of a submission by the exercises of its chapter; return Answers."""
    exercises = [c for c in handed_out if "exercise" in c["tags"]]
    entry_points = [c["grading"]["entry_point"] for c in exercises]
    known = {normalised(cell["source"]) for cell in handed_out}
    stubs = {normalised(cell["source"]) for cell in exercises}
    checks = {cell["id"] for cell in handed_out if "check" in cell["tags"]}
    free = [c for c in handed_out if "free-text" in c["tags"]]
    texts = {c["id"]: c for c in free}

    own, untouched = [], []
    for number, cell in enumerate(submission.cells, 1):
        if normalised(cell.source) in stubs:
            untouched.append((number, cell))
        elif normalised(cell.source) in known or cell.id in texts:
            continue  # it runs as it stands in the chapter, where it is needed
        elif cell.kind == "code" and not (
            _is_check(cell, checks)
            and not any(defines(cell.source, name) for name in entry_points)
        ):
            own.append((number, cell))

    where, states = {}, {}
    for exercise in exercises:
        name = exercise["grading"]["id"]
        places = [n for n, cell in own if _belongs(cell, exercise)]
        if not places:
            # Turned into text by mistake: still an answer if there is no other.
            lost = [
                (number, _as_code(cell))
                for number, cell in enumerate(submission.cells, 1)
                if cell.kind != "code"
                and normalised(cell.source) not in known
                and defines(cell.source, exercise["grading"]["entry_point"])
            ]
            own += [each for each in lost if each not in own]
            places = [number for number, _ in lost]
        handed = any(_belongs(cell, exercise) for _, cell in untouched)
        where[name] = [f"cell {number}" for number in places]
        states[name] = (
            "answered" if places else "stub" if handed else "missing"
        )
    own.sort(key=lambda each: each[0])
    return Answers(
        chapter=chapter,
        # Untouched stubs come first: one that stands below an answer must not undo it.
        run=[(f"cell {n}", cell.source) for n, cell in untouched + own],
        states=states,
        where=where,
        texts={
            name: _free_text(submission, stub) for name, stub in texts.items()
        },
    )


def _is_check(cell, checks):
    return (
        cell.id in checks
        or "check" in cell.tags
        or bool(re.match(r"\s*check\(", cell.source))
    )


def _as_code(cell):
    """Return a text cell as code, without the fence around it."""
    fenced = re.search(
        r"^```[^\n]*\n(.*?)^```", cell.source, re.MULTILINE | re.DOTALL
    )
    source = fenced.group(1) if fenced else cell.source
    return Cell(cell.id, "code", source, cell.tags, cell.grading)


def _free_text(submission, stub):
    """Return the free-text answer; "" if the cell was not touched."""
    texts = [
        cell.source
        for cell in submission.cells
        if cell.id == stub["id"]
        or (
            stub["grading"] and cell.grading.get("id") == stub["grading"]["id"]
        )
    ]
    written = [t for t in texts if normalised(t) != normalised(stub["source"])]
    return "\n\n".join(written)[:MOST_TEXT]


# Files as learning platforms hand them over -------------------------------------------------


@dataclass(frozen=True)
class Handed:
    """A file, and the student whose it is; it is read when its ``data`` is asked for.

    ``trouble`` says why the file cannot be graded, whatever is in it; "" if it can be.
    """

    student: str
    file: str
    read: Callable = bytes
    trouble: str = ""

    @property
    def data(self):
        """The content, no more than MOST_BYTES and one; b"" if there is trouble."""
        return b"" if self.trouble else self.read()


def collect(place):
    """Return all files in a folder or a zip, also those in inner zips, as a list of Handed.

    ``student`` is ``name_number`` if Canvas or Moodle have named the file, otherwise the folder's
    name, or the file's without its suffix. No file is written, no link is followed. Of one student
    there are no more than MOST_OF_STUDENT files and MOST_UNZIPPED bytes; what is beyond is named in
    one more entry, which has trouble.
    """
    handed, used = [], {}
    files = [each for each in _files(Path(place)) if not _is_not_work(each[0])]
    owners = owners_of([path for path, _ in files])
    for path, source in files:
        student, trouble = owners[path]
        budget = used.setdefault(student, Budget())
        if budget.full:
            continue
        for each in _handed(student, path, trouble or source):
            handed.append(budget.checked(each))
            if budget.full:
                break
    return handed


@dataclass
class Budget:
    """What is left of what one student may hand in."""

    files: int = field(default_factory=lambda: MOST_OF_STUDENT)
    size: int = field(default_factory=lambda: MOST_UNZIPPED)
    full: bool = False

    def checked(self, handed):
        """Return the file; with trouble if it cannot be read, or is one too many."""
        self.files -= 1
        try:
            self.size -= len(handed.data)
        except BROKEN as error:
            return replace(handed, trouble=f"it cannot be read ({error})")
        self.full = self.files < 0 or self.size < 0
        return replace(handed, trouble=TOO_MUCH) if self.full else handed


def _handed(student, path, source):
    """Yield the file, or what is in it if it is a zip that holds work."""
    name = PurePosixPath(path).name
    if isinstance(source, str):
        yield Handed(student, name, trouble=source)
        return
    try:
        data = source()
    except BROKEN:  # the budget's check will say so
        data = b""
    named = path.lower().endswith(".zip")
    if named or data.startswith(b"PK\x03\x04"):
        inside = _inside(data)
        if isinstance(inside, str):
            yield Handed(student, name, trouble=inside)
            return
        # Documents of offices are zips as well.
        if inside and (named or any(n.endswith(".ipynb") for n, _ in inside)):
            for number, (inner, trouble) in enumerate(inside):
                read = partial(_read_inner, source, number)
                yield Handed(student, inner, read, trouble)
            return
    yield Handed(student, name, source)


TWO_STUDENTS = (
    "its name fits two students. Remedy: find out whose it is, and call it "
    "after that student"
)
NESTED = (
    "it is named like the file of one student and lies in the folder of "
    "another. Remedy: find out whose it is, and rename the one or the other"
)
ITSELF = "Remedy: put the file itself in its place"
LINK = f"it is a link, and no link is followed. {ITSELF}"
TOO_MUCH = (
    f"the student has handed in more than {MOST_OF_STUDENT} files or "
    f"{MOST_UNZIPPED // 2**20} MB; this file and what follows it was not "
    "read. Remedy: ask for the notebooks alone"
)
BROKEN = Exception  # zipfile lets pass what it stumbles over: IndexError, struct.error, zlib.error


def _read_inner(source, number):
    """Return a file of a student's zip; by its number: names may be there twice."""
    archive, members = _opened(source)
    return _read_member(archive, members[number])


@lru_cache(maxsize=1)
def _opened(source):
    """Return a student's zip and its members, kept until another is asked for.

    To open it for each of its files would take minutes if it holds thousands.
    """
    archive = zipfile.ZipFile(io.BytesIO(source()))
    return archive, _work(archive)


def _inside(data):
    """Return (name, trouble) for each file of work in a zip; a text if it cannot be opened."""
    if len(data) > MOST_BYTES:
        return f"the zip archive is larger than {MOST_BYTES // 2**20} MB"
    if data.count(b"PK\x01\x02") > MOST_ENTRIES:
        return f"the zip archive holds more than {MOST_ENTRIES:,} files"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(_safe(m), _link(m)) for m in _work(archive)]
    except BROKEN:
        return (
            "the file is a zip archive that cannot be opened, not a notebook"
        )


def _files(place):
    """Yield (path, function that reads it) for each file; for what is none, (path, why)."""
    if place.is_file():
        with _read_zip(place) as archive:
            members = _members(archive)
        if len(members) > MOST_FILES:
            raise Unreadable(f"{place} holds more than {MOST_FILES:,} files")
        for member in members:
            read = partial(_read_of_zip, place, member)
            yield _safe(member), _link(member) or read
        return
    for path in sorted(place.rglob("*")):
        inner = path.relative_to(place).as_posix()
        if path.is_symlink():
            yield inner, LINK
        elif path.is_file():
            yield inner, partial(_read, path)
        elif not path.is_dir():
            yield inner, f"it is a named pipe or a device, no file. {ITSELF}"


CANVAS = re.compile(r"([^_]+)(?:_LATE)?_(\d+)_\d+_")


def owners_of(paths):
    """Return whose file each is, by its path inside the folder or zip: {path: (student, trouble)}.

    Canvas: ``doejane_LATE_12345_67890_file.ipynb`` belongs to ``doejane_12345``. Moodle: ``Jane
    Doe_1234_assignsubmission_file_/file.ipynb`` belongs to ``Jane Doe_1234``. Otherwise it is the
    outermost folder, or the file's name without its suffix.

    Students choose the names of files, and on some platforms their own, and may write there what
    a platform would. So the outermost part decides, unless all parts at its level are silent; and a
    name that can be read in two ways is nobody's: ``trouble`` says so.
    """
    parts = {
        path: PurePosixPath(unicodedata.normalize("NFC", path)).parts
        for path in paths
    }
    parts = _without_common_folders(parts)
    named = _read_names(parts)
    outside = [names[0] for names in named.values()]
    sure = {names[0][0] for names in outside if len(names) == 1}
    # Folders of groups or weeks: each file in them is named by the platform, none beside them is,
    # and they hold several students, no fewer than there are folders. (Else all may have called
    # their file hw_1_2_final, or one writes in the name of another.)
    inner = [next(filter(None, names), None) for names in named.values()]
    students = {found[0] for found in inner if found}
    folders = {its[0] for its in parts.values()}
    inside = not (any(outside) or None in inner) and len(students) >= max(
        2, len(folders)
    )
    return {
        path: _owner(parts[path], names, sure, inside)
        for path, names in named.items()
    }


def _owner(parts, names, sure, inside):
    """Return (student, trouble) of one file.

    ``sure`` are the platforms that have named other files beyond doubt; ``inside`` says whether
    what stands inside the outermost folder may decide.
    """
    plain = parts[0] if len(parts) > 1 else PurePosixPath(parts[0]).stem
    nobody = f"{plain} (?)"  # which no row of a roster is called
    found = names[0]
    if not found and any(names):
        if not inside:
            return nobody, NESTED
        found = next(filter(None, names))
    if len(found) > 1 and len(sure) == 1:
        found = [each for each in found if each[0] in sure]
    students = [student for _, student in found] or [plain]
    return (students[0], "") if len(students) == 1 else (nobody, TWO_STUDENTS)


def _read_names(parts):
    """Return {path: for each of its parts all (platform, student) that it may name}."""
    starts = {}  # what Canvas would have written -> the names that begin with it
    for part in {part for its in parts.values() for part in its}:
        if canvas := CANVAS.match(part):
            starts.setdefault(canvas[0], []).append(part)
    # Each file of Canvas has a number of its own: hw_1_2024_ann and hw_1_2024_bob are not Canvas's.
    chance = {
        part for same in starts.values() if len(same) > 1 for part in same
    }
    return {
        path: [
            _names_of(part, place < len(its) - 1, part not in chance)
            for place, part in enumerate(its)
        ]
        for path, its in parts.items()
    }


def _names_of(part, folder, canvas_too):
    # The whole name of a folder is Moodle's, so its number is the last one.
    if folder and (
        whole := re.fullmatch(r"(.+)_(\d+)_assignsubmission_[a-z]+_?", part)
    ):
        return [("Moodle", f"{whole[1]}_{whole[2]}")]
    found = [
        ("Moodle", f"{part[: each.start()]}_{each[1]}")
        for each in re.finditer(r"_(\d+)_assignsubmission_", part)
        if each.start()
    ]
    if canvas_too and (canvas := CANVAS.match(part)):
        found.append(("Canvas", f"{canvas[1]}_{canvas[2]}"))
    return found


def _without_common_folders(parts):
    """Leave out a folder in which all files lie, if it is not one student's.

    It holds a class if the platform has named several students in it, or if it holds several
    folders and nothing else.
    """
    while parts and all(len(its) > 1 for its in parts.values()):
        first, *others = {its[0] for its in parts.values()}
        if others or _names_of(first, folder=True, canvas_too=True):
            break
        inner = {path: its[1:] for path, its in parts.items()}
        names = _read_names(inner).values()
        named = {found[0] for its in names for found in its if found}
        folders = {its[0] for its in inner.values() if len(its) > 1}
        only_folders = all(len(its) > 1 for its in inner.values())
        if len(named) < 2 and not (only_folders and len(folders) > 1):
            break
        parts = inner
    return parts


def _is_not_work(path):
    parts = PurePosixPath(path).parts
    return any(p in NOT_WORK or p.startswith("._") for p in parts)


def _read_zip(path):
    try:
        return zipfile.ZipFile(path)
    except Exception as error:  # of many kinds, as below
        raise Unreadable(f"{path} is neither a folder nor a zip") from error


def _read_of_zip(path, member):
    with _read_zip(path) as archive:
        return _read_member(archive, member)


def _members(archive):
    """Return what is in a zip, without the folders."""
    # ZipInfo.is_dir fails on an empty name.
    return [m for m in archive.infolist() if not m.filename.endswith("/")]


def _link(member):
    """Return why a zip's member cannot be graded if it is a link; "" if it is none."""
    return LINK if stat.S_ISLNK(member.external_attr >> 16) else ""


def _read_member(archive, member):
    """Return a file of a zip, cut at a limit, whatever the zip says about its size."""
    with archive.open(member) as file:
        return file.read(MOST_BYTES + 1)


def _work(archive):
    """Return the members of a student's zip that may be work, one more than is allowed at most."""
    members = _members(archive)
    return [m for m in members if not _is_not_work(_safe(m))][
        : MOST_OF_STUDENT + 1
    ]


def _safe(member):
    """Return the path of a zip's member, which leads nowhere else."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return "/".join(p for p in parts if p not in ("/", "..", ".")) or "file"
