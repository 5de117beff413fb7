"""The exercises as their author sees them: the teacher's side, never handed out.

The stub, the points and the reference solution stand in the chapter; how an answer is tested
stands in ``graded/exercises/<id>/spec.py``, beside it the folders ``right`` (other idioms, which
must get full marks) and ``wrong`` (classic mistakes).
"""

import ast
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import yaml

from graded.context import needed_statements, plain_python
from graded.outcome import CALL

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = Path(__file__).with_name("exercises")


@dataclass(frozen=True)
class Test:
    """One thing that is tested in an exercise, with its points.

    Parameters
    ----------
    name : str
        One or two words; unique in the exercise.
    points : int
        What it is worth. The tests of an exercise add up to the exercise's points.
    checks : str
        What is checked, as a sentence for the learner.
    inputs : function(rng) -> tuple
        Draws the arguments of one call with a ``numpy.random.Generator``: numbers, texts,
        arrays, tensors, and lists, tuples and dicts of them.
    trials : int
        How many calls.
    drive : str
        Source of ``def drive(answer, *inputs)``, where a plain call is not enough: it runs
        beside the answer, imports what it needs, and returns what is compared. A dict of
        sentences and values makes readable messages.
    names : tuple of str
        What the answer is called in messages; for a tuple, a name for each part.
    rtol, atol : float
        How near is near enough.
    seconds : float
        After this time a call counts as endless.
    """

    __test__ = False  # pytest takes every class called Test for one of its own

    name: str
    points: int
    checks: str
    inputs: Callable
    trials: int = 3
    drive: str = CALL
    names: tuple = ()
    rtol: float = 1e-4
    atol: float = 1e-5
    seconds: float = 10.0


@dataclass(frozen=True)
class Wrong:
    """A classic wrong answer: its code, the points it keeps, and what its author is told."""

    name: str
    code: str
    keeps: int
    tells: str


@dataclass(frozen=True)
class Exercise:
    """An exercise with everything that belongs to it."""

    id: str
    chapter: str  # the notebook's name without .ipynb
    title: str
    entry_point: str
    points: int
    stub: str
    reference: str
    tests: tuple[Test, ...]
    right: dict[str, str]  # file name -> code
    wrong: tuple[Wrong, ...]

    def answer(self, code, context=None):
        """Run the code of an answer; give what it defines.

        Before it runs ``context``, source too: by default what the code needs of the chapter.
        Only for code that is trusted: the reference and the files beside the spec.
        """
        if context is None:
            context = context_of(self.chapter, code)
        names = {"__name__": "answer"}
        exec(context, names)
        exec(compile(code, f"<{self.id}>", "exec"), names)
        return names[self.entry_point]


def chapters():
    """The names of the chapters in the order of the book, without .ipynb."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [c["file"] for p in toc["parts"] for c in p["chapters"]]
    return [
        Path(file).name for file in files if (ROOT / f"{file}.ipynb").exists()
    ]


@cache
def cells_of(chapter):
    """The cells of a chapter's notebook."""
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    return nbformat.read(path, as_version=4).cells


def is_answer(cell):
    """Whether a cell belongs to the exercises: a stub, a solution or a check."""
    return bool(
        {"exercise", "solution", "check"} & set(cell.metadata.get("tags", []))
    )


@cache
def context_cells(chapter):
    """The sources of a chapter's code cells that are not part of an exercise."""
    return [
        cell.source
        for cell in cells_of(chapter)
        if cell.cell_type == "code" and not is_answer(cell)
    ]


@cache
def context_of(chapter, code):
    """The statements of a chapter that the code of an answer needs, as source."""
    return needed_statements(context_cells(chapter), code)


@cache
def places():
    """Where each exercise of the book stands, in order: id -> (chapter, number of its cell)."""
    return {
        cell.metadata["grading"]["id"]: (chapter, place)
        for chapter in chapters()
        for place, cell in enumerate(cells_of(chapter))
        if "exercise" in cell.metadata.get("tags", [])
    }


def exercises(chapter=None):
    """All exercises of a chapter, or of the book, in order."""
    return tuple(
        exercise(name)
        for name, (its_chapter, _) in places().items()
        if chapter in (None, its_chapter)
    )


@cache
def exercise(name):
    """The exercise with this id; KeyError if there is none."""
    if name not in places():
        raise KeyError(f"no exercise is called {name!r}")
    chapter, place = places()[name]
    return _exercise(chapter, cells_of(chapter), place)


def _exercise(chapter, cells, place):
    stub, solution = cells[place], cells[place + 1]
    grading = stub.metadata["grading"]
    folder = EXERCISES / grading["id"]
    tests = _spec(folder / "spec.py").TESTS
    total = sum(test.points for test in tests)
    if total != grading["points"]:
        raise ValueError(
            f"{grading['id']}: the tests add up to {total} points, the "
            f"chapter says {grading['points']}"
        )
    return Exercise(
        id=grading["id"],
        chapter=chapter,
        title=_title(cells[place - 1].source),
        entry_point=grading["entry_point"],
        points=grading["points"],
        stub=stub.source,
        reference=plain_python(solution.source),
        tests=tuple(tests),
        right={
            path.stem: path.read_text("utf-8")
            for path in sorted((folder / "right").glob("*.py"))
        },
        wrong=tuple(
            _wrong(path) for path in sorted((folder / "wrong").glob("*.py"))
        ),
    )


def _title(text):
    """The last heading of the text above the stub, without its marks."""
    headings = [ln for ln in text.splitlines() if ln.startswith("#")]
    return headings[-1].strip("# ") if headings else ""


def _spec(path):
    spec = importlib.util.spec_from_file_location(path.parent.name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _wrong(path):
    """Read a wrong answer: its docstring is ``keeps: N`` and ``tells: …``."""
    code = path.read_text("utf-8")
    header = yaml.safe_load(ast.get_docstring(ast.parse(code)))
    return Wrong(path.stem, code, int(header["keeps"]), header["tells"])
