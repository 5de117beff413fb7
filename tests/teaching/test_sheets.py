"""Sheets: no cell is a formula, and what programs save can be read."""

import csv
import io

import pytest

from teaching.classes.sheets import (
    SheetError,
    cell,
    csv_text,
    printable,
    read_csv,
)


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


@pytest.mark.parametrize("text", ["3", "2.5", "-", "-1", "Doe, Jane", "", "é"])
def test_other_cells_stay(text):
    assert cell(text) == text


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
    with pytest.raises(SheetError, match=reason):
        read_csv(path, "write it again")
