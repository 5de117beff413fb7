"""Files as learning platforms hand them over: a folder or a zip, and students' zips in it."""

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from teaching.grading.names import owners_of
from teaching.grading.notebook import (
    MOST_BYTES,
    MOST_VALUES,
    TOO_LARGE,
    Unreadable,
    values_in,
)

MOST_FILES = 100_000  # in the class's zip
MOST_FILES_OF_STUDENT = 500
MOST_ENTRIES = 10_000  # in a student's zip, before it is opened
LONGEST_NAME, DEEPEST = (
    255,
    20,
)  # of the parts of a path, as on a disk; what is more is cut
MOST_UNZIPPED = 128 * 2**20  # bytes of all files of one student
NOT_WORK = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db")
ITSELF = "Remedy: put the file itself in its place"
LINK = f"it is a link, and no link is followed. {ITSELF}"
WITHIN = (
    "it is a zip within a zip, which is not opened. Remedy: hand in what is "
    "in it, in one zip"
)
TOO_MUCH = (
    f"the student has handed in more than {MOST_FILES_OF_STUDENT} files, "
    f"{MOST_UNZIPPED // 2**20} MB or {MOST_VALUES:,} commas and brackets; this "
    "file and what follows it was not read. Remedy: ask for the notebooks alone"
)
BROKEN = Exception  # zipfile lets pass what it stumbles over: IndexError, struct.error, zlib.error

Read = Callable[[], bytes]


@dataclass(frozen=True)
class Handed:
    """A file, and the student whose it is; it is read when its ``data`` is asked for.

    ``trouble`` says why the file cannot be graded, whatever is in it; "" if it can be.
    """

    student: str
    file: str
    read: Read = bytes
    trouble: str = ""

    @property
    def data(self) -> bytes:
        """The content, no more than MOST_BYTES and one; b"" if there is trouble."""
        return b"" if self.trouble else self.read()


def collect(place: Path) -> list[Handed]:
    """Return all files in a folder or a zip, also those in students' zips.

    No file is written, no link is followed. Of one student there are no more than
    MOST_FILES_OF_STUDENT files and MOST_UNZIPPED bytes; what is beyond is named in one more entry,
    which has trouble.
    """
    handed: list[Handed] = []
    used: dict[str, Budget] = {}
    files = [each for each in _files(place) if not _is_not_work(each[0])]
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

    files: int = field(default_factory=lambda: MOST_FILES_OF_STUDENT)
    size: int = field(default_factory=lambda: MOST_UNZIPPED)
    values: int = field(default_factory=lambda: MOST_VALUES)
    full: bool = False

    def checked(self, handed: Handed) -> Handed:
        """Return the file; with trouble if it cannot be read, or is one too many."""
        self.files -= 1
        try:
            data = handed.data
        except BROKEN as error:
            return replace(handed, trouble=f"it cannot be read ({error})")
        self.size -= len(data)
        if (values := values_in(data)) <= MOST_VALUES:  # else nobody reads it
            self.values -= values
        self.full = min(self.files, self.size, self.values) < 0
        if self.full:
            return replace(handed, trouble=TOO_MUCH)
        if len(data) > MOST_BYTES:  # not to be read again
            return replace(handed, trouble=TOO_LARGE)
        return handed


def _handed(student: str, path: str, source: Read | str) -> Iterator[Handed]:
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


def _read_inner(source: Read, number: int) -> bytes:
    """Return a file of a student's zip; by its number: names may be there twice."""
    archive, members = _opened(source)
    return _read_member(archive, members[number])


@lru_cache(maxsize=1)
def _opened(source: Read) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Return a student's zip and its members, kept until another is asked for.

    To open it for each of its files would take minutes if it holds thousands.
    """
    archive = zipfile.ZipFile(io.BytesIO(source()))
    return archive, _work(archive)


def _inside(data: bytes) -> list[tuple[str, str]] | str:
    """Return (name, trouble) for each file of work in a zip; a text if it cannot be opened."""
    if len(data) > MOST_BYTES:
        return f"the zip archive is larger than {MOST_BYTES // 2**20} MB"
    if data.count(b"PK\x01\x02") > MOST_ENTRIES:
        return f"the zip archive holds more than {MOST_ENTRIES:,} files"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(_safe(m.filename), _trouble(m)) for m in _work(archive)]
    except BROKEN:
        return "it is a zip archive that cannot be opened, not a notebook"


def _files(place: Path) -> Iterator[tuple[str, Read | str]]:
    """Yield (path, function that reads it) for each file; for what is none, (path, why)."""
    if place.is_file():
        archive = _read_zip(place)  # kept open: it may have thousands of files
        members = _members(archive)
        if len(members) > MOST_FILES:
            raise Unreadable(f"{place} holds more than {MOST_FILES:,} files")
        for member in members:
            read = partial(_read_member, archive, member)
            yield _safe(member.filename), _link(member) or read
        return
    for path in sorted(place.rglob("*")):
        inner = _safe(path.relative_to(place).as_posix())
        if path.is_symlink():
            yield inner, LINK
        elif path.is_file():
            yield inner, partial(_read_file, path)
        elif not path.is_dir():
            yield inner, f"it is a named pipe or a device, no file. {ITSELF}"


def _is_not_work(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(p in NOT_WORK or p.startswith("._") for p in parts)


def _read_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except Exception as error:  # of many kinds, as below
        raise Unreadable(f"{path} is neither a folder nor a zip") from error


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what is in a zip, without the folders."""
    # ZipInfo.is_dir fails on an empty name.
    return [m for m in archive.infolist() if not m.filename.endswith("/")]


def _link(member: zipfile.ZipInfo) -> str:
    """Return why a zip's member cannot be graded if it is a link; "" if it is none."""
    return LINK if stat.S_ISLNK(member.external_attr >> 16) else ""


def _trouble(member: zipfile.ZipInfo) -> str:
    """Return why a member of a student's zip cannot be graded, as far as its name and kind say."""
    is_zip = member.filename.casefold().endswith(".zip")
    return _link(member) or (WITHIN if is_zip else "")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a file of a zip, cut at a limit, whatever the zip says about its size."""
    with archive.open(member) as file:
        return file.read(MOST_BYTES + 1)


def _work(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members of a student's zip that may be work, one more than is allowed at most."""
    work = [
        m for m in _members(archive) if not _is_not_work(_safe(m.filename))
    ]
    return work[: MOST_FILES_OF_STUDENT + 1]


def _safe(path: str) -> str:
    """Return a path that leads nowhere else and is not too long."""
    parts = [
        part[:LONGEST_NAME]
        for part in PurePosixPath(path.replace("\\", "/")).parts
        if part not in ("/", "..", ".")
    ]
    return "/".join(parts[:DEEPEST] + parts[DEEPEST:][-1:]) or "file"
