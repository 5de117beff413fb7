"""Searches what is handed out for lines of solutions and tests.

A secret is a line of a solution, or of `teaching/exercises/`, that stands nowhere in what students
may see: the chapters' other cells, the pages, the recipes, the words of the learner's check. The
id of a solution's cell is a secret too.
"""

import functools
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from book.reader.chapters import (
    PROVES_ITSELF,
    ROOT,
    chapter_paths,
    read_notebook,
    tags,
)
from teaching.authoring.exercise import exercises
from teaching.handouts.zips import README

SHORTEST = 16  # characters; a shorter line says nothing
PUBLIC = ("LICENSE*", "intro.md", "chapters/*.md", "recipes/**/*.py")


def squeezed(text: str) -> str:
    """The text with every stretch of white space as one blank."""
    return " ".join(text.split())


def public_text(root: Path = ROOT) -> str:
    """All that students may see, squeezed: a line of it is no secret."""
    seen = [README.read_text("utf-8")]
    for path in chapter_paths(root):
        seen += [
            cell.source
            for cell in read_notebook(root, path).cells
            if "solution" not in tags(cell)
        ]
    # No other code: what of a solution got into graded/, say, would then be no secret.
    for pattern in PUBLIC:
        seen += [file.read_text("utf-8") for file in root.glob(pattern)]
    for exercise in exercises():  # the words of its check
        seen += [exercise.title, *(wrong.hint for wrong in exercise.wrong)]
        for test in exercise.tests:
            seen += [test.name, test.description, test.driver]
            seen += [test.examiner, *test.names]
    return squeezed("\n".join(seen))


def secrets(root: Path = ROOT) -> dict[str, str]:
    """Secret line -> where it stands: `chapters/… solution-…` or a file of teaching/exercises."""
    sources: list[tuple[str, str]] = []
    found: dict[str, str] = {}
    for path in chapter_paths(root):
        for cell in read_notebook(root, path).cells:
            if "solution" in tags(cell):
                where = f"{path}, `{cell.id}`"
                sources.append((PROVES_ITSELF.sub("", cell.source), where))
                # For a solution all of whose lines also stand elsewhere.
                found[f'"{cell.id}"'] = where
    for file in sorted((root / "teaching" / "exercises").rglob("*.py")):
        where = file.relative_to(root).as_posix()
        sources.append((file.read_text("utf-8"), where))
    public = public_text(root)
    for source, where in sources:
        for line in source.splitlines():
            # A description is shown without its quotes, a driver without escapes.
            line = squeezed(line.replace('\\"', '"'))
            bare = re.sub(r"^(\w+=)?[\s\"'(]+|[\s\"',)]+$", "", line)
            # From the standard library anyone imports.
            imports = re.match(r"(?:import|from) (\w+)", line)
            own = not imports or imports[1] not in sys.stdlib_module_names
            if len(bare) >= SHORTEST and bare not in public and own:
                found.setdefault(line, where)
    return found


def files_in(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file as (name, bytes); of a zip, also within a zip, what is in it, and its names."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield name, data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "names", "\n".join(archive.namelist()).encode()
        for inside in archive.namelist():
            yield from files_in(inside, archive.read(inside))


def readable(name: str, data: bytes) -> str:
    """All texts that someone can get out of a file, squeezed: also out of HTML and JSON."""
    if name.endswith(".safetensors"):  # behind its header stand numbers alone
        data = data[: 8 + int.from_bytes(data[:8], "little")]
    if name.endswith(".xz"):  # packed data of a recipe, which its script makes
        return ""
    text = data.decode("utf-8", "replace")
    texts = [text, html.unescape(text)]
    if name.endswith((".html", ".svg", ".xml")):
        texts.append(html.unescape(re.sub(r"<[^>]*>", "", text)))
    if name.endswith((".ipynb", ".json")):
        with suppress(ValueError):  # somebody else's, and not JSON
            texts.append("\n".join(_strings(json.loads(text))))
    return squeezed("\n".join(texts))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, list) and all(isinstance(v, str) for v in value):
        value = "".join(value)  # a notebook's source may be a list of lines
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def leaks(
    folder: Path, root: Path = ROOT, hidden: dict[str, str] | None = None
) -> list[str]:
    """Every secret found below a folder, as sentences; empty when all is well."""
    lines_of = secrets(root) if hidden is None else hidden
    # Within a line every word but the first and the last stands between blanks: so a text that
    # lacks one of them cannot hold the line, which is quickly seen.
    inner = {line: line.split()[1:-1] for line in lines_of}

    @functools.cache  # most files lie in several zips
    def held(name: str, data: bytes) -> list[str]:
        text = readable(name, data)
        words = set(text.split())
        return [
            line
            for line in lines_of
            if words.issuperset(inner[line]) and line in text
        ]

    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            inside = files_in(file.name, file.read_bytes())
            lines = {line for each in inside for line in held(*each)}
            found += [
                f"{file.relative_to(folder)} holds a line of {lines_of[line]}: {line}"
                for line in sorted(lines)
            ]
    return found
