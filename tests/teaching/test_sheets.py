"""Sheets: no cell is a formula, and what programs save can be read."""

import csv
import io

import pytest

from teaching.classes.sheets import (
    cell,
    csv_text,
    printable,
    read_csv,
)
from teaching.refused import Refused


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "  =1",
        "\t=1",
        "\n=1",
        "\r=1",
        "＝1",
        "－1+1",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_cell_is_a_formula(text):
    assert cell(text).startswith("'")
    rows = csv_text([[text, "x"]])
    assert next(csv.reader(io.StringIO(rows, newline="")))[0][0] == "'"


@pytest.mark.parametrize(
    "name",
    ["x;=1+1", "x\t=1+1", "x\n@SUM(1)", 'x;"=1+1"', "x; ＝1", "x;;-1+1"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_to_a_program_that_separates_otherwise(
    name, delimiter
):
    """A program set to ``;`` sees new cells in a file with commas, and no quotes around them."""
    text = csv_text([["id", name, "last"]])
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        for each in row:
            assert each.lstrip("\"' \t")[:1] not in tuple("=+-@＝") or (
                each.startswith("'")
            )
    assert cell(name).replace("'", "") == name.replace("'", "")


@pytest.mark.parametrize("text", ["3", "2.5", "-", "-1", "Doe, Jane", "", "é"])
def test_other_cells_stay(text):
    assert cell(text) == text


def test_a_terminals_colours_are_taken_away():
    text = "\x1b[0;31mValueError\x1b[0m: [3m] \x1b[1mno\x1b[22m"
    assert printable(text) == "ValueError: [3m] no"
    # In the log their first sign is replaced already.
    assert printable(text.replace("\x1b", "\ufffd")) == printable(text)


def test_what_cannot_be_shown_is_replaced():
    assert printable("a\x00b\udcffc\u202ed\r\ne\tf") == "a�b�c�d\ne\tf"
    csv_text([["\udcff"]]).encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_is_read_as_programs_save_it(tmp_path, encoding, delimiter):
    rows = [["näme", "x"], ["a, b; c", "two\nlines"]]
    path = tmp_path / "sheet.csv"
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    assert read_csv(path, "") == (rows, delimiter)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "is empty"), (b"\xe4,b", "not UTF-8"), (None, "No such file")],
)
def test_a_sheet_that_is_none(tmp_path, raw, reason):
    path = tmp_path / "sheet.csv"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(Refused, match=reason):
        read_csv(path, "write it again")
