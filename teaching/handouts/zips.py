"""The zips that a class is handed: one per chapter, and one with all chapters.

They are made from the same notebooks as the book, without solutions and outputs, with everything
else that a chapter needs. A zip unpacks into one folder in which its chapters run; several may be
unpacked over each other.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from book.class_pages import (
    HandoutError,
    without_outputs,
    without_solutions,
)
from book.reader.chapters import ROOT, chapter_paths, exercises, read_notebook
from teaching.authoring.cases import case_text
from teaching.written import Written, zip_of

FOLDER = "transformer-step-by-step"  # what a zip unpacks into
ALL_CHAPTERS = f"{FOLDER}.zip"
WHOLE_FOLDERS = ("graded", "transformer_lib")
SHARED = (
    "LICENSE",
    "LICENSE-TEXT",
    "chapters/*.py",  # how pictures are drawn
    "chapters/*.mplstyle",
)
LEFT_OUT = re.compile(r"__pycache__|\.|cases$")  # how a part of a path begins
README = Path(__file__).with_name("readme.md")

Files = dict[str, bytes]  # path -> content


# What every chapter needs --------------------------------------------------------------------


def shared_files(root: Path = ROOT) -> Files:
    """Path -> bytes of what every chapter needs."""
    paths = [*_in_whole_folders(root)]
    for pattern in SHARED:
        found = sorted(root.glob(pattern))
        if not found:
            raise HandoutError(f"{pattern} is missing in {root}")
        paths += found
    return {
        **_read(root, paths),
        "README.md": README.read_bytes(),
        "requirements.txt": requirements(root).encode(),
    }


def _in_whole_folders(root: Path) -> Iterator[Path]:
    for folder in WHOLE_FOLDERS:
        if not (root / folder).is_dir():
            raise HandoutError(f"the folder {folder} is missing in {root}")
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root / folder).parts
            if path.is_file() and not any(map(LEFT_OUT.match, parts)):
                yield path


def _read(root: Path, paths: Iterable[Path]) -> Files:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in paths
    }


def requirements(root: Path = ROOT, recipes: bool = False) -> str:
    """What a student installs: what the package needs, what recipes need, JupyterLab."""
    text = (root / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    lab = [each for each in extras["lab"] if each.startswith("jupyterlab")]
    more = extras["chapters"] if recipes else []
    return "\n".join([*project["dependencies"], *more, *lab]) + "\n"


# What one chapter needs ----------------------------------------------------------------------


def chapter_files(root: Path, path: str) -> Files:
    """Path -> bytes of one chapter: its notebook, its data, the cases of its checks."""
    notebook = read_notebook(root, path)
    try:
        student = without_outputs(without_solutions(notebook))
    except HandoutError as error:
        raise HandoutError(f"{path}: {error}") from None
    text = nbformat.writes(student, indent=1, ensure_ascii=False)
    files = {path: (text.rstrip("\n") + "\n").encode()}
    sources = [c.source for c in student.cells if c.cell_type == "code"]
    for source in sources:
        for name in re.findall(r"\.\./(recipes/[\w./-]+)", source):
            files |= _data(root, name)
    code = "\n".join(sources)
    if re.search(r"^\s*(from|import) recipes\b", code, re.MULTILINE):
        files |= _recipes(root, code)
        files["requirements.txt"] = requirements(root, recipes=True).encode()
    for cells in exercises(notebook):
        name = cells.stub.metadata.grading.id
        files[f"graded/cases/{name}.json"] = case_text(name).encode()
    return files


def _data(root: Path, name: str) -> Files:
    """A file of data, or all in a folder; and what stands there about its origin and licence."""
    data = root / name
    if data.is_dir():
        files = [p for p in data.iterdir() if p.is_file()]
        return _read(root, [p for p in files if p.suffix != ".py"])
    if not data.is_file():
        raise HandoutError(f"a chapter reads {name}, which is missing")
    names = ("README*", "LICEN[CS]E*", "NOTICE*")
    about = [path for name in names for path in data.parent.glob(name)]
    return _read(root, [data, *about])


def _recipes(root: Path, code: str) -> Files:
    """The package ``recipes``, with each recipe that the code names, and those that they name."""
    folder = root / "recipes"
    own = _named(folder, code)
    theirs = [p.read_text("utf-8") for p in own if p.suffix == ".py"]
    return _read(
        root, {*folder.glob("*.py"), *own, *_named(folder, "".join(theirs))}
    )


def _named(folder: Path, code: str) -> list[Path]:
    """The files of the recipes whose names stand in the code."""
    return [
        path
        for about in folder.glob("*/README.md")
        if re.search(rf"\b{about.parent.name}\b", code)
        for path in about.parent.iterdir()
        if path.is_file()
    ]


# The zips ------------------------------------------------------------------------------------


def zips(root: Path = ROOT) -> dict[str, Files]:
    """Name of the zip -> its files (path -> bytes), for each chapter and for all together."""
    shared = shared_files(root)
    together: Files = {}
    found: dict[str, Files] = {}
    for path in chapter_paths(root):
        own = chapter_files(root, path)
        found[f"{Path(path).stem}.zip"] = shared | own
        together |= own
    return found | {ALL_CHAPTERS: shared | together}


def write_zips(written: Written, root: Path = ROOT) -> list[Path]:
    """Write all zips into a folder; return their paths."""
    return [
        written.write(
            name,
            zip_of({f"{FOLDER}/{path}": data for path, data in files.items()}),
        )
        for name, files in zips(root).items()
    ]
