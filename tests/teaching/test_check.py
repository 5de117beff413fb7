"""The learner's check: what it says, what it raises, and how it counts."""

import json
import re
import subprocess
import sys

import nbclient
import nbformat
import numpy as np
import pytest

from book.reader.chapters import ROOT
from graded import check, report
from teaching.authoring.case import build_case
from teaching.authoring.cases import write_cases
from teaching.authoring.exercise import Exercise, Test, Wrong

pytestmark = pytest.mark.seconds(20)

REFERENCE = """\
def halves(numbers, strict=False):
    if strict and not numbers.size:
        raise ValueError("nothing to halve")
    return numbers / 2
"""
STUB = "def halves(numbers):\n    raise NotImplementedError('Exercise 1')"
DOUBLED = "def halves(numbers, strict=False):\n    return numbers * 2"
NAMES_IT = """\
def driver(answer):
    return {"the first half": answer(__import__("numpy").array([3.0]))[0]}
"""


def numbers(rng):
    return (rng.normal(size=5),)


def nothing(rng):
    return np.zeros(0), True


def toy(name="toy-halves", title="Exercise 1: Halves"):
    """An exercise that needs no folder."""
    return Exercise(
        id=name,
        chapter="01_self_attention",
        title=title,
        entry_point="halves",
        points=4,
        stub=STUB,
        reference=REFERENCE,
        equivalent={},
        tests=(
            Test("values", 2, "each number is halved.", numbers),
            Test("named", 1, "one by one.", lambda rng: (), driver=NAMES_IT),
            Test("refuses", 1, "an empty array is refused.", nothing),
        ),
        right={},
        wrong=(Wrong("doubled", DOUBLED, 0, "you doubled; halve"),),
    )


@pytest.fixture(autouse=True)
def cases(tmp_path, monkeypatch):
    """Two toy exercises as a student gets them, in files; nothing checked yet."""
    module = sys.modules["graded.check"]  # the package's name is a function
    for exercise in (toy(), toy("toy-again", "Exercise 2: Again")):
        text = json.dumps(build_case(exercise, 1))
        (tmp_path / f"{exercise.id}.json").write_text(text, "utf-8")
    monkeypatch.setattr(module, "CASES", tmp_path)
    monkeypatch.setattr(module, "_points", {})
    module._case.cache_clear()
    yield
    module._case.cache_clear()


def answer(code):
    return toy().answer(code)


def message(function):
    with pytest.raises(AssertionError) as caught:
        check("toy-halves", function)
    return str(caught.value)


def test_a_right_answer(capsys):
    check("toy-halves", answer(REFERENCE))
    printed = capsys.readouterr().out
    assert printed == "Exercise 1: Halves: done, 4 points.\n"


def test_a_case_drawn_before_there_were_examiners(tmp_path):
    file = tmp_path / "toy-halves.json"
    case = json.loads(file.read_text("utf-8"))
    for test in case["tests"]:
        del test["examiner"]
    file.write_text(json.dumps(case), "utf-8")
    check("toy-halves", answer(REFERENCE))
    assert "doubled" in message(answer(DOUBLED))


def test_the_stub_stays_not_implemented(capsys):
    with pytest.raises(NotImplementedError, match="Exercise 1"):
        check("toy-halves", answer(STUB))
    assert capsys.readouterr().out == ""


def test_an_unknown_name_names_the_known():
    with pytest.raises(KeyError, match="no chapter begins with '99'"):
        report("99")
    with pytest.raises(KeyError, match=r"'toy-helves'.*toy-again, toy-halves"):
        check("toy-helves", answer(REFERENCE))


def test_points_checked_and_seen():
    lines = message(answer(DOUBLED)).splitlines()
    assert lines[0] == "Exercise 1: Halves: 0 of 4 points so far."
    assert lines[1] == "Checked: each number is halved."
    assert lines[2].startswith("Seen: the answer[0]: expected ")
    assert lines[3] == "Perhaps: you doubled; halve"


def test_partial_points():
    text = message(lambda numbers, strict=False: numbers / 2)
    assert "3 of 4 points so far" in text
    assert "Checked: an empty array is refused." in text
    assert "Seen: expected a ValueError, got an answer" in text


def test_a_mistake_that_only_a_later_test_recognises():
    def fails_first(numbers, strict=False):
        if len(numbers) == 5:
            raise TypeError("five")
        return numbers * 2

    text = message(fails_first)
    assert "Seen: it raised TypeError: five" in text
    assert "Perhaps: you doubled; halve" in text


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda numbers, strict=False: 1 / 0, "it raised ZeroDivisionError: "),
        (None, "it raised TypeError: 'NoneType'"),
        # `return 42` was reported as "got ()".
        (lambda *_: 42, "expected shape (5,), got the number 42"),
        (lambda *_: 0.5, "expected shape (5,), got the number 0.5"),
        (lambda *_: True, "expected shape (5,), got True"),
        (lambda n, _=0: n[:, None] / 2, "shape (5,), got shape (5, 1)"),
    ],
)
def test_what_came_is_said(function, says):
    with pytest.raises(AssertionError) as caught:
        check("toy-halves", function)
    assert says in str(caught.value) and "Perhaps" not in str(caught.value)
    if "it raised" in says:  # the answer's own error is the cause
        assert type(caught.value.__cause__).__name__ in says


def test_an_answer_that_changes_its_input_spoils_nothing():
    def greedy(numbers, strict=False):
        if strict and not numbers.size:
            raise ValueError
        half = numbers / 2
        numbers[:] = 0
        return half

    for _ in range(2):
        check("toy-halves", greedy)


def test_a_case_holds_no_code_of_the_solution():
    text = json.dumps(build_case(toy(), 1))
    assert "def halves" not in text
    assert "numbers / 2" not in text


def test_report_at_the_start_on_the_way_and_at_the_end(capsys):
    report("01")
    assert capsys.readouterr().out.splitlines() == [
        "open     0 of 4  Exercise 1: Halves",
        "open     0 of 4  Exercise 2: Again",
        "0 of 8 points. Next: Exercise 1: Halves.",
    ]
    check("toy-halves", answer(REFERENCE))
    with pytest.raises(AssertionError):
        check("toy-again", lambda numbers, strict=False: numbers / 2)
    capsys.readouterr()
    report("01_self_attention")
    assert capsys.readouterr().out.splitlines() == [
        "done     4 of 4  Exercise 1: Halves",
        "not yet  3 of 4  Exercise 2: Again",
        "7 of 8 points. Next: Exercise 2: Again.",
    ]
    check("toy-again", answer(REFERENCE))
    capsys.readouterr()
    report("01")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "8 of 8 points. The chapter is done."
    )


@pytest.mark.parametrize("worse", [DOUBLED, STUB])
def test_points_that_were_earned_are_lost_with_a_worse_answer(worse, capsys):
    check("toy-halves", answer(REFERENCE))
    with pytest.raises((AssertionError, NotImplementedError)):
        check("toy-halves", answer(worse))
    capsys.readouterr()
    report("01")
    assert "not yet  0 of 4  Exercise 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("home", "remedy"),
    [(ROOT, "run `python -m teaching cases`"), (None, "unpack the whole zip")],
)
def test_without_cases_it_says_what_to_do(
    cases, tmp_path, monkeypatch, home, remedy
):
    monkeypatch.setattr(sys.modules["graded.check"], "HOME", home or tmp_path)
    for case in tmp_path.glob("*.json"):
        case.unlink()
    for asked in (lambda: check("toy-halves", len), lambda: report("01")):
        with pytest.raises(FileNotFoundError, match=f"Remedy: {remedy}"):
            asked()


# In a notebook -------------------------------------------------------------------------------


@pytest.fixture
def made():
    write_cases("01")


SHELL = """\
import re
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell()
for cell in sys.stdin.read().split("# %%"):
    shell.run_cell(cell)
"""


def shown(*cells):
    """What IPython, as JupyterLab and nbclient run it, prints for these cells."""
    code = "\n# %%\n".join(cells)
    said = subprocess.run(
        [sys.executable, "-c", SHELL],
        input=code,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", said.stdout + said.stderr)


FIRST = """\
import numpy as np
from graded import check

def scores_of(embeddings, i):
    raise NotImplementedError("Exercise 1: scores_of")
"""
CHECK = 'check("self-attention-scores-of", scores_of)'
BROKEN = """\
def helper(embeddings):
    return embeddings @ nothing

def scores_of(embeddings, i):
    scores = helper(embeddings)
    return scores[i]
"""


def test_no_frame_of_the_check_is_shown_in_a_notebook(made):
    """An untouched stub gave forty lines, a failure thirteen frames."""
    solved = "scores_of = lambda x, i: x @ x[i]"
    line = "print('---')"
    said = shown(FIRST, CHECK, line, BROKEN, CHECK, line, solved, CHECK)
    stub, answer, right = said.split("---\n")
    assert stub.splitlines() == [
        "Exercise 1: One row of scores: not answered yet, 0 of 2 points.",
        "Seen: NotImplementedError: Exercise 1: scores_of",
        "Next: write scores_of, run its cell, then this one.",
    ]
    assert answer.splitlines() == [
        "Exercise 1: One row of scores: 0 of 2 points so far.",
        "Checked: the dot product of vector i with each vector, as a vector of length n.",
        "Seen: it raised NameError: name 'nothing' is not defined",
        "Where: line 2, in helper: return embeddings @ nothing",
    ]
    assert right.endswith("Exercise 1: One row of scores: done, 2 points.\n")


def test_what_notebooks_hide_is_still_an_error(made):
    """A run by nbclient or nbval stops there."""
    cells = [nbformat.v4.new_code_cell(each) for each in (FIRST, CHECK)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = nbclient.NotebookClient(
        notebook, resources={"metadata": {"path": str(ROOT)}}
    )
    with pytest.raises(nbclient.exceptions.CellExecutionError) as caught:
        client.execute()
    assert caught.value.ename == "NotAnswered"
    (output,) = notebook.cells[1].outputs
    assert output["output_type"] == "error"
    assert len(output["traceback"]) == 3
