"""Spreadsheets as CSV: read as programs save them, written so that no cell is a formula."""

import csv
import io
import re
import unicodedata
from pathlib import Path

from teaching.refused import Refused


class SheetError(Refused):
    """A sheet that cannot be read or written; the message names cause and remedy."""


def number(value):
    """Return points as text: 3, 2.5; empty for None."""
    return "" if value is None else f"{value:.10g}"


def printable(text):
    """Return a text without what cannot be shown.

    That is control characters, marks that turn the direction of writing, and halves of
    characters. Line breaks and tabs stay.
    """
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t")
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        else sign
        for sign in str(text).replace("\r\n", "\n").replace("\r", "\n")
    )


def cell(value):
    """Return a text for a cell of a spreadsheet, which must not take it for a formula.

    A text that begins like a formula gets an apostrophe in front. Numbers and a lone "-" (Moodle's
    sign for never) stay as they are.
    """
    text = printable(value)
    if re.fullmatch(r"-|[+-]?\d+([.,]\d+)?", text):
        return text
    start = unicodedata.normalize("NFKC", text.lstrip())[:1]
    return f"'{text}" if start in tuple("=+-@") else text


def csv_text(rows, delimiter=","):
    """Return the rows as CSV, every cell made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def write_csv(path, rows, delimiter=",", encoding="utf-8-sig"):
    """Write the rows as CSV; the default encoding is the one that Excel needs.

    Raises SheetError, with the remedy, if that is not possible.
    """
    try:
        path.write_text(csv_text(rows, delimiter), encoding, newline="")
    except OSError as error:
        raise SheetError(
            f"{path} cannot be written: {error.strerror}. Remedy: close the "
            "program that has it open."
        ) from error


def read_csv(path, remedy="save the sheet as CSV in UTF-8."):
    """Read a CSV as spreadsheets and learning platforms write it; return (rows, delimiter).

    Raises SheetError, with the remedy, if the file is not one.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        text = raw.decode("utf-16" if raw[:1] in b"\xff\xfe" else "utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(f"{path} is not UTF-8. Remedy: {remedy}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [row for row in reader if any(row)]
    except csv.Error as error:
        raise SheetError(f"{path} is not CSV ({error}).") from None
    if not rows:
        raise SheetError(f"{path} is empty. Remedy: {remedy}")
    return rows, delimiter
