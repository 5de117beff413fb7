"""The learner's check in the book: the files of its cases, what it says, what it leaves alone."""

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
from teaching.authoring import cases
from teaching.authoring.case import OPEN_SEED, build_case
from teaching.authoring.exercise import Wrong, exercise

MODULE = sys.modules["graded.check"]  # the package's name is a function

# One of arrays, one of tensors, one of modules.
SOME = [
    "self-attention-temperature",
    "masking-prefix",
    "encoder-mended-layer",
]


@pytest.fixture(scope="module", autouse=True)
def made():
    for chapter in ("01", "05", "07"):
        cases.write_cases(chapter)


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
def test_stub_solution_and_mistakes_are_recognised(name):
    stub, solution, *wrong = (said(name, answer) for answer in answers(name))
    assert stub[0] == "NotAnswered"
    assert solution == "done"
    assert wrong and all("Perhaps" in lines[-1] for lines in wrong)


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


# Its files -----------------------------------------------------------------------------------

ALL = len(cases.hashes("01"))
STALE = {
    "teaching/exercises/self_attention/cosine/answers.py": 1,
    "chapters/01_self_attention.ipynb": ALL,
    "transformer_lib/self_attention.py": ALL,
    "graded/compare.py": ALL,
    "teaching/__init__.py": ALL,
    "teaching/authoring/case.py": ALL,
    "teaching/authoring/gates.py": 0,
}


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """What the first chapter's cases are made of, with files that say that they are fresh."""
    for folder in ("graded", "transformer_lib", "book/reader", "teaching"):
        ignored = shutil.ignore_patterns("__pycache__", "cases")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    (tmp_path / "chapters").mkdir()
    for name in ("_toc.yml", "chapters/01_self_attention.ipynb"):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(cases, "ROOT", tmp_path)
    monkeypatch.setattr(cases, "CASES", tmp_path / "graded" / "cases")
    monkeypatch.setattr(
        cases,
        "case_text",
        lambda name, made_of: json.dumps({"made_of": made_of, "id": name}),
    )
    cases.write_cases()
    return tmp_path


def test_what_is_fresh_is_not_made_again(copied, capsys):
    files = sorted((copied / "graded" / "cases").iterdir())
    assert [file.suffix for file in files] == [".json"] * ALL
    before = [file.stat().st_mtime_ns for file in files]
    cases.write_cases()
    assert [file.stat().st_mtime_ns for file in files] == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("path", STALE)
def test_what_a_case_is_made_of_makes_it_stale(copied, path):
    file = copied / path
    text = file.read_text("utf-8")
    if file.suffix == ".ipynb":
        text = text.replace("np.exp(", "np.expm1(", 1)
    else:
        text += "\nmore = 1\n"
    file.write_text(text, "utf-8")
    assert len(cases.stale()) == STALE[path]


def test_a_chapters_text_makes_nothing_stale_but_a_title_does(copied):
    file = copied / "chapters/01_self_attention.ipynb"
    text = file.read_text("utf-8")
    notebook = json.loads(text)
    notebook["cells"][0]["source"] += "\nOne more sentence.\n"
    file.write_text(json.dumps(notebook), "utf-8")
    assert cases.stale() == {}
    file.write_text(text.replace("### Exercise 2", "### Exercise 9"), "utf-8")
    assert len(cases.stale()) == ALL


def test_the_file_of_an_exercise_that_is_gone_goes_and_others_stay(copied):
    folder = copied / "graded" / "cases"
    (folder / "old-name.json").write_text('{"made_of": "1f", "id": "old"}')
    (folder / "mine.json").write_text("{}")
    cases.write_cases()
    assert not (folder / "old-name.json").exists()
    assert (folder / "mine.json").exists()


def test_an_open_case_is_what_its_exercise_gives():
    name = "self-attention-cosine"
    made = {"made_of": cases.hashes("01")[name]}
    built = build_case(exercise(name), OPEN_SEED)
    assert json.loads(cases.case_text(name)) == made | json.loads(
        json.dumps(built)
    )


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

for answer in (cosine, lambda embeddings: 2.0):
    try:
        check("self-attention-cosine", answer)
    except (AssertionError, FileNotFoundError, NotImplementedError) as error:
        print(type(error).__name__, error)
    else:
        print("nothing")
ours = {{"book", "teaching", "click", "nbformat", "torch"}}
print(sorted(ours & set(sys.modules)))
import graded
print(graded.__file__)
"""


def test_it_works_in_a_bare_clone(tmp_path):
    """As on Binder or Colab: the folders are there, and nothing of ours is installed."""
    folders = ("graded", "teaching", "book", "transformer_lib", "chapters")
    left_out = ("__pycache__", "vendor", "static", "cases")
    for folder in folders:
        ignored = shutil.ignore_patterns(*left_out)
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "_toc.yml", tmp_path)

    def run(*command, folder="."):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path / folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    bare = ("-I", "-c", BARE.format(ROOT=str(ROOT)))
    first, *_ = run(*bare, folder="chapters")
    assert first.startswith("NoCases ") and "python -m teaching cases" in first
    run("-m", "teaching", "cases", "01")
    lines = run(*bare, folder="chapters")
    assert lines[0].startswith("NotAnswered Exercise 3: ")
    assert any(line.startswith("NotSolved Exercise 3: ") for line in lines)
    assert lines[-2] == "[]"  # the page needs nothing of the teacher's
    assert lines[-1].startswith(f"{tmp_path / 'chapters'}/../graded/")


# The book's solution and the learner's answer --------------------------------------------------


class Learner:
    """An exercise of the book as a notebook runs it: stub, check and the book's solution."""

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


def test_an_answer_is_judged_and_stays(capsys):
    learner = Learner()
    for _ in range(2):
        said = learner.run(WRONG)
        assert isinstance(said, AssertionError)
        assert "Seen: " in str(said)
        assert not learner.names["scores_of"](np.ones((3, 2)), 1).any()
    assert learner.run(learner.cells.reference + "\nmine = scores_of") is None
    assert learner.names["scores_of"] is learner.names["mine"]
    assert "done, 2 points" in capsys.readouterr().out


def test_a_solution_that_is_wrong_raises():
    with pytest.raises(AssertionError, match="Seen: "):
        solution("self-attention-scores-of")(lambda embeddings, i: embeddings)
