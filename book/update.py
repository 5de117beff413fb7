"""`make update`, the one command after any edit: all that is derived follows its source.

python -m book.update            brings notebooks, code and package up to date
python -m book.update --check    changes nothing; says what is out of date or against the rules
python -m book.update --run chapters/02_query_key_value.ipynb
                                 runs the chapter first and stores the outputs to compare
"""

import argparse
import difflib
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from book.extraction import PACKAGE, read_chapters
from book.growth import ExtractionError
from book.minutes import say_on_the_map
from book.numbering import literal_numbers, misnumbered, renumber, text_files
from book.package import differences, ruff, write_package
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_hash,
    extra_of,
    missing_packages,
    read_notebook,
)
from book.rules import broken_rules
from book.tidy import tidy_file

REMEDY = "Remedy: run `make update`."
SETTINGS = ("_toc.yml", "_config.yml", "pyproject.toml")
LONGEST_DIFFERENCE = 12  # lines shown
# A cell in ruff's words.
CELL = re.compile(r"^(chapters/[^:]*):cell (\d+)", re.MULTILINE)


def sources(root: Path) -> dict[str, bytes]:
    """Path -> content of each file that an update may change."""
    code = ruff("check", "--show-files", ".", root=root).splitlines()
    files = {*map(Path, code), *text_files(root)}
    files |= {*root.glob(f"{PACKAGE}/*.py"), *root.glob(f"{PACKAGE}/py.typed")}
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(files)
        if path.name not in SETTINGS
    }


def changes(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """The paths at which two states of the sources differ."""
    return sorted(
        p for p in old.keys() | new.keys() if old.get(p) != new.get(p)
    )


def update(root: Path = ROOT) -> None:
    """Bring everything up to date."""
    renumber(root)
    for path in chapter_paths(root):
        tidy_file(root / path, root)
    say_on_the_map(root)
    ruff("check", "--fix", ".", root=root)
    ruff("format", ".", root=root)
    write_package(read_chapters(root), root / PACKAGE)


def mistakes(root: Path = ROOT) -> list[str]:
    """What ruff finds and does not mend."""

    def cell_by_id(found: re.Match) -> str:
        cell = read_notebook(root, found[1]).cells[int(found[2]) - 1]
        return f"{found[1]}, cell `{cell.id}`"

    concise = ["--quiet", "--output-format", "concise"]
    found = ruff("check", *concise, ".", root=root)
    return CELL.sub(cell_by_id, found).splitlines()


def check(root: Path = ROOT) -> list[str]:
    """Say what an update would change, which it does to a copy, and what it cannot mend."""
    if moved := misnumbered(root):
        return [
            f"chapters/{old}.ipynb should be {new}.ipynb, as _toc.yml has it.\n{REMEDY}"
            for old, new in moved.items()
        ]
    problems, unmended = [], []
    with TemporaryDirectory() as folder:
        copy = Path(folder).resolve()
        before = sources(root)
        for path in [*before, *SETTINGS]:
            if (root / path).exists():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / path, copy / path)
        try:
            update(copy)
            problems += differences(read_chapters(copy), root / PACKAGE)
        except ExtractionError as error:
            unmended.append(str(error))
        for path in changes(before, sources(copy)):
            if path.endswith(".ipynb"):
                problems += changed_cells(path, root, copy)
            elif not path.startswith(f"{PACKAGE}/"):
                texts = [(f / path).read_text("utf-8") for f in (root, copy)]
                problems.append(
                    f"{path} is not as it should be.\n{difference(*texts)}"
                )
        for look in mistakes, broken_rules, literal_numbers:
            unmended += look(copy)
    return [f"{problem}\n{REMEDY}" for problem in problems] + unmended


def changed_cells(path: str, root: Path, copy: Path) -> list[str]:
    """A sentence for each cell of a chapter that an update changes: the same in a copy."""
    tidied = {cell.id: cell for cell in read_notebook(copy, path).cells}
    problems = []
    for cell in read_notebook(root, path).cells:
        place, new = f"{path}, cell `{cell.id}`", tidied.pop(cell.id, None)
        if new is None:
            problems.append(
                f"{place}: it is empty, or its id is not words of its own."
            )
            continue
        parts = [part for part in cell if cell[part] != new.get(part)]
        if parts:
            problems.append(
                f"{place}: {', '.join(parts)} not as it should be.\n"
                + difference(cell.source, new.source)
            )
    return problems or [
        f"{path}: its metadata or its layout is not as it should be."
    ]


def difference(old: str, new: str) -> str:
    """The first lines that differ between two texts."""
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), lineterm="", n=0
    )
    lines = list(lines)[2:]
    more = ["…"] * (len(lines) > LONGEST_DIFFERENCE)
    return "\n".join(f"  {line}" for line in lines[:LONGEST_DIFFERENCE] + more)


def run_chapter(path: Path) -> None:
    """Run a chapter and save what its cells give."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    missing = missing_packages(path.resolve().parents[1], notebook)
    if missing:
        sys.exit(
            f"{path} needs {', '.join(missing)}: run `make {extra_of(notebook)}` first."
        )
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=where).execute()
    if extra_of(notebook):
        notebook.metadata["transformer_lib"]["ran"] = code_hash(notebook)
    nbformat.write(notebook, path)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m book.update")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="change nothing")
    what.add_argument(
        "--run", type=Path, metavar="CHAPTER", help="run this first"
    )
    options = parser.parse_args(arguments)
    if options.check:
        problems = check(root)
        print("\n".join(problems) or "Everything is up to date.")
        return 1 if problems else 0
    before = sources(root)
    if options.run:
        run_chapter(options.run)
    try:
        update(root)
        problems = mistakes(root)
    except ExtractionError as error:
        problems = [str(error)]
    for path in changes(before, sources(root)):
        print(f"updated {path}")
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
