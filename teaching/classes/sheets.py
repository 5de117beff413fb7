"""Spreadsheets as CSV: read as programs save them, written so that no cell is a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from teaching.refused import Refused

Rows = Iterable[Sequence[object]]


def number(value: float | None) -> str:
    """Return points as text: 3, 2.5; empty for None."""
    return "" if value is None else f"{value:.10g}"


# What colours an error in a terminal, also where its first sign has been replaced already.
ANSI = re.compile(r"[\x1b\ufffd]\[[0-?]*[ -/]*[@-~]")


def printable(text: object) -> str:
    """Return a text without what cannot be shown.

    That is a terminal's colours, control characters, marks that turn the direction of writing, and
    halves of characters. Line breaks and tabs stay.
    """
    text = ANSI.sub("", str(text))
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t")
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        else sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n")
    )


SIGNS = r"=+\-@⁺⁼₊₌⩵⩶﬩﹢﹣﹦﹫＋－＝＠"  # a formula's first; some only look like it
# With the blanks and quotes in front, which are looked at once, however many they are.
FORMULA = re.compile(rf"(?<![\s\"'])([\s\"']*+)(?=[{SIGNS}])")


def cell(value: object) -> str:
    """Return a text for a cell of a spreadsheet, which must not take it for a formula.

    What begins like a formula gets an apostrophe in front, also inside a text after ``;``, a tab or
    a new line: a program that separates cells by these takes that for a new cell, whatever the
    quotes say. Numbers and a lone "-" (Moodle's sign for never) stay as they are.
    """
    text = printable(value)
    if re.fullmatch(r"-|[+-]?\d+([.,]\d+)?", text):
        return text
    return FORMULA.sub(_with_apostrophe, text)


def _with_apostrophe(found: re.Match[str]) -> str:
    """Return the blanks before a sign, with an apostrophe if a cell may begin in or before them."""
    blanks, at = found[1], found.start()
    if not at or found.string[at - 1] in ";|":
        return f"'{blanks}"
    return re.sub(r"[\t\n]", r"\g<0>'", blanks, count=1)


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Return the rows as CSV, every cell made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_bytes(
    rows: Rows, delimiter: str = ",", encoding: str = "utf-8-sig"
) -> bytes:
    """Return the rows as a CSV file; the default encoding is the one that Excel needs."""
    return csv_text(rows, delimiter).encode(encoding)


def read_csv(path: Path, remedy: str) -> tuple[list[list[str]], str]:
    """Read a CSV as spreadsheets and learning platforms write it; return (rows, delimiter).

    Raises Refused, with the remedy, if the file is not one.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    try:
        text = raw.decode("utf-16" if raw[:1] in b"\xff\xfe" else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8. Remedy: {remedy}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row in reader if any(row)]
    except csv.Error as error:
        raise Refused(f"{path} is not CSV ({error}).") from None
    if not rows:
        raise Refused(f"{path} is empty. Remedy: {remedy}")
    return rows, delimiter
