"""The student's edition: `python -m book.editions.student` writes what a teacher hands out.

One zip a chapter and one for the course, from the same notebooks as the book: without solutions,
hidden tests and outputs, everything else alive. A zip unpacks into one folder in which its
chapters run; several zips may be unpacked over each other.
"""

import re
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat

from book.reader.chapters import (
    ROOT,
    chapter_paths,
    exercises,
    read_notebook,
    tags,
)

FOLDER = "transformer-step-by-step"  # what a zip unpacks into
COURSE = f"{FOLDER}.zip"
SHARED = (
    "LICENSE",
    "LICENSE-TEXT",
    "chapters/*.py",  # how pictures are drawn
    "chapters/*.mplstyle",
    "transformer_lib/*.py",
    "graded/*.py",  # the learner's check
)
# What the text says of solutions, and what it says without them.
SAID = [
    (r",\s+a folded solution(,\s+and|\s+and|,)\s+", " and "),
    (r"own\s+folded\s+solution", "own solution"),
    (r"\s+On\s+this\s+page\s+the\s+solutions\s+have\s+been\s+run\.", ""),
]
STILL_SAID = r"(?i)folded\s+solution|solutions?\s+(has|have)\s+been\s+run"

README = Path(__file__).with_name("student_readme.md")


class EditionError(Exception):
    """A chapter of which no student's edition can be made; the message names cell and remedy."""


# Notebooks -----------------------------------------------------------------------------------


def student_text(source, place):
    """A text without what it says of solutions; ``place`` is its name in an error."""
    for said, instead in SAID:
        source = re.sub(said, instead, source)
    if re.search(STILL_SAID, source):
        raise EditionError(
            f"{place} speaks of solutions that the student's edition does not have. Remedy: use "
            "the words of the other chapters, or add yours to SAID in book/editions/student.py."
        )
    return source


def without_solutions(notebook):
    """A copy of a notebook without its solutions; all other cells keep their ids and outputs."""
    copy = nbformat.from_dict(notebook)
    copy.cells = [cell for cell in copy.cells if "solution" not in tags(cell)]
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = student_text(cell.source, f"cell `{cell.id}`")
    return copy


def without_outputs(notebook):
    """A copy of a notebook without outputs and execution counts."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("keep_output", None)
    return copy


def student_notebook(notebook):
    """A chapter as a student gets it: neither solutions nor outputs."""
    return without_outputs(without_solutions(notebook))


# Files ---------------------------------------------------------------------------------------


def shared_files(root):
    """Path -> bytes of what every chapter needs."""
    files = {}
    for pattern in SHARED:
        found = sorted(root.glob(pattern))
        if not found:
            raise EditionError(f"{pattern} is missing in {root}")
        files |= {
            p.relative_to(root).as_posix(): p.read_bytes() for p in found
        }
    files["README.md"] = README.read_bytes()
    files["requirements.txt"] = requirements(root).encode()
    return files


def requirements(root, extra=None):
    """What a student installs: what the package needs, an extra, JupyterLab."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project = project["project"]
    tools = project["optional-dependencies"]["class"]
    lab = [each for each in tools if each.startswith("jupyterlab")]
    more = project["optional-dependencies"][extra] if extra else []
    return "\n".join([*project["dependencies"], *more, *lab]) + "\n"


def chapter_files(root, path):
    """Path -> bytes of one chapter: its notebook, its data, the cases of its checks."""
    notebook = read_notebook(root, path)
    try:
        student = student_notebook(notebook)
    except EditionError as error:
        raise EditionError(f"{path}: {error}") from None
    text = nbformat.writes(student, indent=1, ensure_ascii=False)
    files = {path: (text.rstrip("\n") + "\n").encode()}
    sources = [c.source for c in student.cells if c.cell_type == "code"]
    for source in sources:
        for name in re.findall(r"\.\./(recipes/[\w./-]+)", source):
            files |= _data(root, name)
    code = "\n".join(sources)
    if re.search(r"^\s*(from|import) recipes\b", code, re.MULTILINE):
        files |= _recipes(root, code)
        files["requirements.txt"] = requirements(root, "recipes").encode()
    for _, stub, _, check in exercises(notebook):
        identity = stub.metadata.grading.id
        case = root / "graded" / "cases" / f"{identity}.json"
        if case.is_file():
            name = case.relative_to(root).as_posix()
            files[name] = case.read_bytes()
        elif check is not None and f'"{identity}"' in check.source:
            raise EditionError(
                f"{path}, cell `{check.id}`: its check has no case. Remedy: run "
                "`python -m teaching.authoring.case`."
            )
    return files


def _data(root, name):
    """A file of data, and what stands beside it about its origin and licence."""
    data = root / name
    if not data.is_file():
        raise EditionError(f"a chapter reads {name}, which is missing")
    about = [
        *data.parent.glob("README*"),
        *data.parent.glob("LICEN[CS]E*"),
        *data.parent.glob("NOTICE*"),
    ]
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in [data, *about]
    }


def _recipes(root, code):
    """The package ``recipes``, with each recipe that the code names."""
    folder = root / "recipes"
    files = [*folder.glob("*.py")]
    for recipe in folder.glob("*/recipe.toml"):
        if re.search(rf"\b{recipe.parent.name}\b", code):
            files += [p for p in recipe.parent.iterdir() if p.is_file()]
    return {
        file.relative_to(root).as_posix(): file.read_bytes() for file in files
    }


def editions(root=ROOT):
    """Name of the zip -> its files (path -> bytes), for each chapter and for the course."""
    shared, course, found = shared_files(root), {}, {}
    for path in chapter_paths(root):
        own = chapter_files(root, path)
        found[f"{Path(path).stem}.zip"] = shared | own
        course |= own
    return found | {COURSE: shared | course}


def write_zip(path, files):
    """Write a zip that is the same, byte for byte, for the same files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # whatever the machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])


def write_editions(out, root=ROOT):
    """Write all zips into a folder; gives their paths."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.zip"):
        old.unlink()
    written = []
    for name, files in editions(root).items():
        write_zip(out / name, files)
        written.append(out / name)
    return written


def main():
    """Write the student's edition into _build/class; 0 when all is well."""
    out = ROOT / "_build" / "class"
    try:
        for path in write_editions(out):
            print(f"{path.stat().st_size / 1024:7.0f} KB  {path}")
    except EditionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
