"""What students hand in: files of any kind, read with care and sorted by exercise.

Nothing here runs or parses a student's code: a cell is recognised by its id, by the grading
metadata that it carries, or by a line that defines what the exercise asks for.
"""

import codecs
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MOST_BYTES = 20 * 2**20  # of one file
MOST_CELLS = 2000
MOST_CODE = 2 * 2**20  # characters of all cells
MOST_FILES = 20_000  # in one zip
MOST_UNZIPPED = 4 * 2**30  # bytes of all files in one zip
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
        b"PK\x03\x04": "a zip archive that cannot be opened",
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
    name = re.escape(name)
    return bool(
        re.search(
            rf"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b"
            rf"|^[ \t]*{name}[ \t]*(?::[^=\n]*)?=(?!=)"
            rf"|^[ \t]*(?:from|import)\b[^\n]*\b{name}\b",
            source,
            re.MULTILINE,
        )
    )


def chapter_of(submission, exam):
    """Return the chapter to which a submission belongs.

    Raises
    ------
    Unreadable
        If nothing in it comes from the exam's chapters, or as much from one as from another.
    """
    scores = {
        name: _likeness(submission, chapter["cells"])
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


def _likeness(submission, handed_out):
    """Return how many of a chapter's exercises a submission has, and how many of its cells."""
    exercises = [cell for cell in handed_out if cell["grading"]]
    found = sum(
        any(_belongs(cell, exercise) for cell in submission.cells)
        for exercise in exercises
    )
    known = {normalised(cell["source"]) for cell in handed_out} - {""}
    same = sum(normalised(cell.source) in known for cell in submission.cells)
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


class Handed(NamedTuple):
    """A file, and the student whose it is."""

    student: str
    file: str
    data: bytes


def collect(place):
    """Return all files in a folder or a zip, also those in inner zips, as a list of Handed.

    ``student`` is ``name_number`` if Canvas or Moodle have named the file, otherwise the folder's
    name, or the file's without its suffix. No file is written, no link is followed.
    """
    place = Path(place)
    if place.is_file():
        files = _outer_files(place)
    else:
        files = []
        for path in sorted(place.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            inner = path.relative_to(place).as_posix()
            files.append((inner, _read(path)))
    handed = []
    for path, data in files:
        if _is_not_work(path):
            continue
        student = student_of(path)
        inside = _inner_files(data) if path.lower().endswith(".zip") else None
        if inside:
            handed += [
                Handed(student, name, content)
                for name, content in inside
                if not _is_not_work(name)
            ]
        else:
            handed.append(Handed(student, PurePosixPath(path).name, data))
    return handed


def student_of(path):
    """Return whose file this is, by its path inside the folder or zip.

    Canvas: ``doejane_LATE_12345_67890_file.ipynb`` belongs to ``doejane_12345``. Moodle: ``Jane
    Doe_1234_assignsubmission_file_/file.ipynb`` belongs to ``Jane Doe_1234``. Otherwise it is the
    outermost folder, or the file's name without its suffix.

    The platform writes the beginning of the name, and the student the rest, who may write there
    what the other platform would. So the outermost part decides, and in it what stands first.
    """
    path = PurePosixPath(path)
    for part in path.parts:
        named = re.match(r"([^_]+)(?:_LATE)?_(\d+)_\d+_", part) or re.match(
            r"(.+?)_(\d+)_assignsubmission_", part
        )
        if named:
            return f"{named[1]}_{named[2]}"
    return path.parts[0] if len(path.parts) > 1 else path.stem


def _is_not_work(path):
    parts = PurePosixPath(path).parts
    return any(p in NOT_WORK or p.startswith("._") for p in parts)


def _read_zip(path):
    try:
        return zipfile.ZipFile(path)
    except Exception as error:  # of many kinds, as below
        raise Unreadable(f"{path} is neither a folder nor a zip") from error


def _outer_files(path):
    """Return the files of the teacher's zip. Raises Unreadable if it is damaged."""
    with _read_zip(path) as archive:
        try:
            return list(_unzip(archive))
        except Unreadable:
            raise
        except (
            Exception
        ) as error:  # zipfile lets pass whatever it stumbles over
            raise Unreadable(
                f"{path} is damaged ({type(error).__name__}: {error}). "
                "Remedy: download it again"
            ) from error


def _inner_files(data):
    """Return the files of a student's zip; None if it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_unzip(archive))
    except Exception:  # IndexError, struct.error, zlib.error: each was seen
        return None


def _unzip(archive):
    """Yield the files of a zip, each cut at a limit, whatever the zip says about their sizes."""
    members = [m for m in archive.infolist() if not m.is_dir()]
    if len(members) > MOST_FILES:
        raise Unreadable(f"the zip holds more than {MOST_FILES:,} files")
    total = 0
    for member in members:
        with archive.open(member) as file:
            data = file.read(MOST_BYTES + 1)
        total += len(data)
        if total > MOST_UNZIPPED:
            raise Unreadable("the zip holds more than 4 GB")
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        safe = [p for p in parts if p not in ("/", "..", ".")]
        yield "/".join(safe) or "file", data
