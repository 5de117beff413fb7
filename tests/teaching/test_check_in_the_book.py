"""The learner's check where the exercises are at hand: what it draws, and what it leaves alone."""

import ast
import importlib
import json
import random
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
import torch

from book.reader.chapters import ROOT, read_notebook
from book.reader.chapters import exercises as exercise_cells
from graded import check, report, solution
from graded.surroundings import undisturbed
from teaching.authoring.case import OPEN_SEED, build_case
from teaching.authoring.exercise import Wrong, exercise

MODULE = sys.modules["graded.check"]  # the package's name is a function

# One of arrays, one of tensors, one of modules.
SOME = [
    "self-attention-temperature",
    "masking-prefix",
    "encoder-mended-layer",
]


@pytest.fixture(autouse=True)
def nothing_checked_yet(monkeypatch):
    monkeypatch.setattr(MODULE, "_points", {})
    MODULE._case.cache_clear()
    yield
    MODULE._case.cache_clear()


def answers(name):
    """The stub, the solution and the wrong answers of an exercise."""
    each = exercise(name)
    codes = [each.stub, each.reference, *(wrong.code for wrong in each.wrong)]
    return [each.answer(code) for code in codes]


def said(name, answer):
    """What the check says of an answer; of values as random as the answer only the hint."""
    try:
        with np.errstate(all="ignore"):
            check(name, answer)
    except (AssertionError, NotImplementedError) as error:
        lines = [
            line for line in str(error).splitlines() if "Seen" not in line
        ]
        return [type(error).__name__, *lines]
    return "done"


@pytest.mark.parametrize("name", SOME)
def test_a_file_says_the_same_as_the_exercise(name, tmp_path, monkeypatch):
    drawn = [said(name, answer) for answer in answers(name)]
    text = json.dumps(build_case(exercise(name), OPEN_SEED))
    (tmp_path / f"{name}.json").write_text(text, "utf-8")
    monkeypatch.setattr(MODULE, "CASES", tmp_path)
    monkeypatch.setattr(MODULE, "_exercises", lambda: None)
    MODULE._case.cache_clear()
    assert [said(name, answer) for answer in answers(name)] == drawn
    assert drawn[0][0] == "NotAnswered"
    assert drawn[1] == "done"
    assert all("Perhaps" in lines[-1] for lines in drawn[2:])


RANDOM = """\
def cosine_attention(embeddings):
    return np.random.rand() + __import__("torch").rand(1).item()
"""


def test_a_case_does_not_depend_on_what_was_drawn_before():
    each = exercise("self-attention-cosine")
    each = replace(each, wrong=(*each.wrong, Wrong("guess", RANDOM, 0, "no")))

    def as_text():
        return json.dumps(build_case(each, OPEN_SEED))

    with undisturbed():
        alone = as_text()
        torch.manual_seed(99)
        np.random.seed(99)
        build_case(exercise("multi-head-multi-query"), 3)
        assert as_text() == alone


# What it leaves alone ------------------------------------------------------------------------


def surroundings():
    """All that a check could change for the cells after it."""
    _, keys, *rest = np.random.get_state()
    return {
        "NumPy's generator": (keys.tolist(), rest),
        "PyTorch's generator": torch.get_rng_state().tolist(),
        "Python's generator": random.getstate(),
        "threads": torch.get_num_threads(),
        "gradients": torch.is_grad_enabled(),
        "dtype": torch.get_default_dtype(),
        "warning filters": list(warnings.filters),
        "matplotlib": dict(matplotlib.rcParams),
        "matplotlib's back end": matplotlib.get_backend(),
        "print options": np.get_printoptions(),
    }


@pytest.mark.parametrize("name", SOME)
def test_the_notebook_goes_on_as_if_nothing_was_checked(name):
    before = surroundings()
    for answer in answers(name):
        said(name, answer)
    assert surroundings() == before


def test_what_an_answer_does_to_its_surroundings_is_undone():
    before = surroundings()
    with undisturbed():
        random.seed(1)
        np.random.seed(1)
        torch.manual_seed(1)
        torch.set_num_threads(torch.get_num_threads() + 1)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        warnings.simplefilter("ignore")
        changed = surroundings()
    assert surroundings() == before
    assert sum(changed[key] != before[key] for key in before) == 7


# Where it works ------------------------------------------------------------------------------

BARE = """\
import sys
# Nothing is installed: no path hook, no finder of an editable installation.
sys.meta_path = [f for f in sys.meta_path if "editable" not in str(f)]
sys.path = [p for p in sys.path if "editable" not in p and p != {ROOT!r}]
sys.path.insert(0, "..")  # as the set-up cell does
from graded import check, report
import numpy as np

def cosine(embeddings):
    raise NotImplementedError

try:
    check("self-attention-cosine", cosine)
except NotImplementedError:
    print("a stub")
try:
    check("self-attention-cosine", lambda embeddings: 2.0)
except AssertionError as error:
    print(error)
report("01")
print([m for m in ["click", "matplotlib", "sphinx"] if m in sys.modules])
import teaching
print(teaching.__file__)
"""


def test_it_works_in_a_bare_clone(tmp_path):
    """As on Binder or Colab: the folders are there, and nothing of ours is installed."""
    for folder in (
        "graded",
        "teaching",
        "book",
        "transformer_lib",
        "chapters",
    ):
        ignored = shutil.ignore_patterns("__pycache__", "vendor", "static")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-c", BARE.format(ROOT=str(ROOT))],
        cwd=tmp_path / "chapters",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "a stub"
    assert lines[1].startswith("Exercise 3: ")
    assert " points so far." in lines[1]
    assert lines[-2] == "[]"  # it needs no more than it says
    assert lines[-1].startswith(f"{tmp_path / 'chapters'}/../teaching/")


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [
        ("nbformat", "needs the package nbformat.* `pip install nbformat`"),
        ("yaml", "needs the package pyyaml.* `pip install pyyaml`"),
        ("book.reader", "run the notebook in the folder chapters/ of"),
    ],
)
def test_what_the_drawing_needs_is_named(monkeypatch, missing, remedy):
    def fail(name):
        assert name == "teaching.authoring.case"
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ModuleNotFoundError, match=remedy):
        check("self-attention-cosine", len)


def test_what_a_student_gets_imports_nothing_of_ours():
    allowed = sys.stdlib_module_names | {"graded", "numpy", "torch"}
    for path in (ROOT / "graded").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, path
                names = [node.module]
            for name in names:
                assert name.partition(".")[0] in allowed, (path, name)


# The book's solution and the learner's answer --------------------------------------------------


class Learner:
    """One exercise of chapter 1 as a notebook runs it: stub, check and the book's solution."""

    def __init__(self):
        chapter = read_notebook(ROOT, "chapters/01_self_attention.ipynb")
        self.cells = next(exercise_cells(chapter))
        self.names = {"__name__": "__main__"}
        exec("import numpy as np", self.names)

    def run(self, answer):
        """Run all, with this in the place of the stub; give what the check said."""
        exec(answer, self.names)
        try:
            exec(self.cells.check.source, self.names)
        except (AssertionError, NotImplementedError) as error:
            return error
        finally:
            exec(self.cells.solution.source, self.names)
        return None


WRONG = "def scores_of(embeddings, i):\n    return embeddings[i] * 0"


def test_a_stub_is_not_solved_by_the_books_solution(capsys):
    learner = Learner()
    for _ in range(2):  # whoever runs all again has run the solution before
        said = learner.run(learner.cells.stub.source)
        assert isinstance(said, NotImplementedError)
        said = capsys.readouterr().out
        assert said == "The book's solution: 2 of 2 points.\n"
    report("01")
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 of ")


def test_a_wrong_answer_is_told_so_and_stays():
    learner = Learner()
    for _ in range(2):
        said = learner.run(WRONG)
        assert isinstance(said, AssertionError)
        assert "Seen: " in str(said)
        assert not learner.names["scores_of"](np.ones((3, 2)), 1).any()


def test_a_right_answer_is_done_and_stays(capsys):
    learner = Learner()
    assert learner.run(learner.cells.reference + "\nmine = scores_of") is None
    assert learner.names["scores_of"] is learner.names["mine"]
    assert "done, 2 points" in capsys.readouterr().out


def test_a_solution_that_is_wrong_raises():
    with pytest.raises(AssertionError, match="Seen: "):
        solution("self-attention-scores-of")(lambda embeddings, i: embeddings)
