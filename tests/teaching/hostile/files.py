"""Hostile files: notebooks cut, changed, encoded or replaced in every way that was seen."""

import copy
import json

from tests.teaching.classroom import (
    MIX,
    SCORES,
    WRONG_MIX,
    answered,
    cell,
    notebook,
    stub,
    submission,
)
from tests.teaching.hostile.code import FULL, MIX_LOST, SCORES_LOST, Attack

HONEST = {"scores_of": SCORES, "mix": MIX}
R_KERNEL = {"kernelspec": {"name": "ir", "language": "R"}}


def changed(change, **answers):
    """The honest notebook's cells, each as ``change(cell)`` gives it; None deletes it."""
    cells = [change(c) for c in copy.deepcopy(answered(**HONEST, **answers))]
    return notebook([each for each in cells if each is not None])


def deleted(each):
    return None if "scores_of" in each["id"] else each


def all_but_code(each):
    return each if each["cell_type"] == "code" else None


def without_metadata(each):
    return {**each, "metadata": {}}


def without_anything(each):
    each = {**each, "metadata": {}}
    del each["id"]
    return each


def other_id(each):
    return {**each, "id": f"renamed-{each['id']}"}


def renamed_function(each):
    if each["id"] == "exercise-scores_of":
        each["source"] = SCORES.replace("scores_of", "score_of")
    return each


def retyped(kind, start="", end=""):
    def change(each):
        if each["id"] == "exercise-scores_of":
            each = cell(each["id"], start + SCORES + end, kind)
        return each

    return change


def edited(each):
    if each["id"].startswith("exercise"):
        each["source"] = f"# my answer\n\n{each['source']}\n\nmy_test = 1"
        each["metadata"]["tags"] = ["mine"]
    return each


def stripped_checks(each):
    if each["id"].startswith("check"):
        each["source"] = "pass"
    if each["id"] == "exercise-mix":
        each["source"] = WRONG_MIX
    return each


def copied():
    """Every cell twice, ids and all; the second copy of one answer is broken."""
    cells = answered(**HONEST)
    again = copy.deepcopy(cells)
    for each in again:
        if each["id"] == "exercise-mix":
            each["source"] = "def mix(embeddings:\n    return"
    return notebook(cells + again)


def stub_below():
    """The answer above, in a cell of the student's own; the stub untouched below it."""
    cells = answered()
    cells.insert(5, cell("mine", SCORES + "\n" + MIX))
    return notebook(cells)


def old_format():
    cells = [
        {"cell_type": "code", "input": [*c["source"].splitlines(True)]}
        for c in answered(**HONEST)
        if c["cell_type"] == "code"
    ]
    return json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})


def latin():
    text = submission("name = 'Müller, Größe'", **HONEST).decode()
    return json.dumps(json.loads(text), ensure_ascii=False).encode("latin-1")


def future():
    """Two cells that begin with an import which must come first."""
    start = "from __future__ import annotations\n"
    return submission(scores_of=start + SCORES, mix=start + MIX)


def human(name, data, says):
    return Attack(name, data, "needs-human", 0, says)


def full(name, data):
    return Attack(name, data, "graded", FULL)


GOOD = submission(**HONEST)
R_CODE = "scores_of <- function(embeddings, i) { embeddings %*% t }"

ATTACKS = [
    Attack("deleted cells", changed(deleted), "graded", 4, "nothing defines"),
    full("only the code cells left", changed(all_but_code)),
    full("copied cells, one copy broken", copied()),
    full("edited cells", changed(edited)),
    full("retyped as text", changed(retyped("markdown"))),
    full(
        "retyped as text, fenced",
        changed(retyped("markdown", "```python\n", "```\n")),
    ),
    full("retyped as raw", changed(retyped("raw"))),
    full("other cell ids", changed(other_id)),
    full("stripped metadata", changed(without_metadata)),
    full("stripped ids and metadata", changed(without_anything)),
    full("answer above, stub left below", stub_below()),
    full("answers in the reverse order", notebook(answered(**HONEST)[::-1])),
    Attack(
        "renamed function",
        changed(renamed_function),
        "graded",
        SCORES_LOST,
        "scores_of is not defined; its cell defines score_of",
    ),
    Attack(
        "stripped assertions",
        changed(stripped_checks),
        "graded",
        MIX_LOST,
        "expected",
    ),
    Attack(
        "unchanged",
        notebook(answered()),
        "graded",
        0,
        "as it was handed out",
    ),
    Attack(
        "stub retyped with another message",
        submission(
            mix=MIX,
            scores_of=stub("scores_of", "embeddings, i").replace("write", "?"),
        ),
        "graded",
        SCORES_LOST,
        "not answered",
    ),
    full("wrong kernel, right code", notebook(answered(**HONEST), **R_KERNEL)),
    human(
        "another language",
        notebook(answered(scores_of=R_CODE), **R_KERNEL),
        "is in r",
    ),
    human("invalid JSON", GOOD.replace(b'"cells":', b'"cells"'), "valid JSON"),
    human("cut off", GOOD[: len(GOOD) // 2], "cut off"),
    human("merge conflict", b"<<<<<<< HEAD\n" + GOOD, "merge conflict"),
    human("empty file", b"", "empty"),
    human("empty notebook", notebook([]), "no exercise"),
    human("a PDF", b"%PDF-1.7 ...", "a PDF"),
    human("another book", notebook([cell("x", "print(1)")]), "no exercise"),
    human("JSON, but a list", b"[1, 2]", "not a notebook"),
    human("a file nested 100,000 deep", b"[" * 100_000, "deep|valid|notebook"),
    human("NUL bytes", b"\x00" * 100, "empty"),
    human("random bytes", bytes(range(256)) * 9, "not a notebook"),
    human("5,000 cells", notebook([cell("x", "1")] * 5000), "more than"),
    human("30 MB", b'{"cells": [' + b" " * 30_000_000, "larger"),
    human(
        "cells of nonsense",
        json.dumps({"cells": [1, None, {"source": 3}, []]}).encode(),
        "no exercise",
    ),
    full("__future__ in two cells", future()),
    full("byte-order mark", b"\xef\xbb\xbf" + GOOD),
    full("two byte-order marks", 2 * b"\xef\xbb\xbf" + GOOD),
    full("byte-order mark, then Latin-1", b"\xef\xbb\xbf" + latin()),
    full("UTF-16", GOOD.decode().encode("utf-16")),
    full("UTF-32 without mark", GOOD.decode().encode("utf-32-le")),
    full("Latin-1", latin()),
    full("Windows line ends", GOOD.replace(b"\\n", b"\\r\\n")),
    full("notebook format 3", old_format().encode()),
]
