"""Whose a file is: read from its path as Canvas and Moodle write them.

Students choose the names of files, and on some platforms their own, and may write there what a
platform would.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from pathlib import PurePosixPath

TWO_STUDENTS = (
    "its name fits two students. Remedy: find out whose it is, and call it "
    "after that student"
)
NESTED = (
    "it is named like the file of one student and lies in the folder of "
    "another. Remedy: find out whose it is, and rename the one or the other"
)
CANVAS = re.compile(r"([^_]+)(?:_LATE)?_(\d+)_\d+_")

Parts = tuple[str, ...]  # of a path
Named = list[tuple[str, str]]  # all (platform, student) that a part may name


def owners_of(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return whose file each is, by its path inside the folder or zip: {path: (student, trouble)}.

    Canvas: ``doejane_LATE_12345_67890_file.ipynb`` belongs to ``doejane_12345``. Moodle: ``Jane
    Doe_1234_assignsubmission_file_/file.ipynb`` belongs to ``Jane Doe_1234``. Otherwise it is the
    outermost folder, or the file's name without its suffix.

    The outermost part decides, unless all parts at its level are silent; and a
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


def _owner(
    parts: Parts, names: list[Named], sure: set[str], inside: bool
) -> tuple[str, str]:
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


def _read_names(parts: dict[str, Parts]) -> dict[str, list[Named]]:
    """Return {path: for each of its parts all (platform, student) that it may name}."""
    starts: dict[
        str, list[str]
    ] = {}  # what Canvas would have written -> the names that begin with it
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


def _names_of(part: str, folder: bool, canvas_too: bool) -> Named:
    # The whole name of a folder is Moodle's, so its number is the last one.
    if folder and (
        whole := re.fullmatch(r"(.+)_(\d+)_assignsubmission_[a-z]+_?", part)
    ):
        return [("Moodle", f"{whole[1]}_{whole[2]}")]
    found = [
        ("Moodle", f"{part[: each.start()]}_{each[1]}")
        for each in islice(re.finditer(r"_(\d+)_assignsubmission_", part), 3)
        if each.start()
    ]  # three are enough to see that it fits more than one
    if canvas_too and (canvas := CANVAS.match(part)):
        found.append(("Canvas", f"{canvas[1]}_{canvas[2]}"))
    return found


def _without_common_folders(parts: dict[str, Parts]) -> dict[str, Parts]:
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
