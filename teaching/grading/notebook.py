"""Reads what should be a notebook; nothing here runs or parses a student's code."""

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES = 20 * 2**20  # of one file
MOST_CELLS = 2000
MOST_CODE = 2 * 2**20  # characters of all cells
# In one file of JSON, and in all of one student: about 200 MB when it is read.
MOST_VALUES = 2_000_000
TOO_LARGE = f"the file is larger than {MOST_BYTES // 2**20} MB"


class Unreadable(ValueError):
    """A file that cannot be graded without a human's look at it; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell, whatever the notebook's format: ``kind`` is code, markdown or raw."""

    id: str
    kind: str
    source: str
    tags: tuple[str, ...] = ()
    grading: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notebook:
    """A notebook that could be read."""

    cells: tuple[Cell, ...]
    language: str
    version: tuple[
        int, ...
    ] = ()  # of its language: (3, 12); () if it does not say


def read_notebook(data: bytes) -> Notebook:
    """Read what should be a notebook; Unreadable, raised otherwise, says what it is instead."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("the file is empty")
    if values_in(data) > MOST_VALUES:
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
    return Notebook(_cells(notebook), _language(notebook), _version(notebook))


def values_in(data: bytes) -> int:
    """Return how many values JSON can hold at most: hostile files are small until they are read."""
    return sum(data.count(sign) for sign in (b",", b"[", b"{"))


def _decode(data: bytes) -> str:
    """Return the text, whatever its encoding, without the byte-order mark."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        data = data.removeprefix(codecs.BOM_UTF8)
        text = data.decode("latin-1")  # which reads any bytes
    return text.lstrip("\ufeff")  # some editors add one each time


def _looks_like(data: bytes) -> str:
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


def _language(notebook: dict[str, Any]) -> str:
    metadata = _dict(notebook.get("metadata"))
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        name = _dict(metadata.get(part)).get(key)
        if isinstance(name, str) and name:
            return name[:50].lower()
    return "python"


def _version(notebook: dict[str, Any]) -> tuple[int, ...]:
    metadata = _dict(notebook.get("metadata"))
    text = _dict(metadata.get("language_info")).get("version")
    found = re.match(
        r"(\d{1,3})\.(\d{1,3})", text if isinstance(text, str) else ""
    )
    return (int(found[1]), int(found[2])) if found else ()


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _cells(notebook: dict[str, Any]) -> tuple[Cell, ...]:
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


def _cell(raw: dict[str, Any]) -> Cell:
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
