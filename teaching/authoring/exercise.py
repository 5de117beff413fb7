"""The exercises as their author sees them: the teacher's side, never handed out.

The stub, the points and the solution, here called the reference, are cells of the chapter. How an
answer is tested stands in ``teaching/exercises/<chapter>/<exercise>/``: ``tests.py`` (the tests,
and the mutants of the solution that no test can tell from it) and ``answers.py`` (other idioms,
which must get full marks, and classic mistakes). An exercise's id is its chapter's name and its
folder's: ``self-attention-cosine`` has the folder ``self_attention/cosine``.
"""

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from book.reader.chapters import (
    ROOT,
    chapter_names,
    context_of,
    read_notebook,
)
from book.reader.chapters import exercises as exercise_cells
from book.reader.magics import without_magics
from graded.outcome import CALL

EXERCISES = Path(__file__).parents[1] / "exercises"
HEAD = re.compile(r"^# ?%%(.*)$", re.MULTILINE)  # the percent format
FORMS = {"right": "right | name", "wrong": "wrong | name | points N | hint"}
HOLDS = {
    "tests.py": "TESTS, a list of Test(…)",
    "answers.py": "answers, each below a line "
    + " or ".join(f"`# %% {form}`" for form in FORMS.values()),
}


class ExerciseError(ValueError):
    """An exercise that is not complete; the message names the file and the remedy."""


@dataclass(frozen=True)
class Test:
    """One thing that is tested in an exercise, with its points.

    Parameters
    ----------
    name : str
        One or two words; unique in the exercise.
    points : int
        What it is worth. The tests of an exercise add up to the exercise's points.
    description : str
        What is checked, as a sentence for the learner.
    inputs : function(rng) -> tuple
        Draws the arguments of one call with a ``numpy.random.Generator``: numbers, texts,
        arrays, tensors, and lists, tuples and dicts of them.
    trials : int
        How many calls.
    driver : str
        Source of ``def driver(answer, *inputs)``, where a simple call is not enough: it runs
        beside the answer, imports what it needs, and returns what is compared. A dict of
        sentences and values makes readable messages.
    names : tuple of str
        What the answer is called in messages; for a tuple, a name for each part.
    rtol, atol : float
        How near is near enough.
    seconds : float
        A call that takes longer counts as endless.
    """

    __test__ = False  # pytest takes every class called Test for one of its own

    name: str
    points: int
    description: str
    inputs: Callable
    trials: int = 3
    driver: str = CALL
    names: tuple = ()
    rtol: float = 1e-4
    atol: float = 1e-5
    seconds: float = 10.0


@dataclass(frozen=True)
class Wrong:
    """A classic wrong answer: its code, the points it gets, and the hint its author is given."""

    name: str
    code: str
    points: int
    hint: str


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
    equivalent: dict[str, str]  # mutant of the solution -> the reason
    right: dict[str, str]  # name -> code
    wrong: tuple[Wrong, ...]

    def answer(self, code, context=None):
        """Run the code of an answer; give the function or class that it defines.

        ``context`` runs first, source or compiled: by default what the code needs of the chapter.
        Only for code that is trusted: the reference and the answers beside the tests.
        """
        if context is None:
            context = context_of(self.chapter, code)
        names = {"__name__": "answer"}
        exec(context, names)
        exec(compile(code, f"<{self.id}>", "exec"), names)
        if self.entry_point not in names:
            raise NameError(f"it does not define {self.entry_point}")
        return names[self.entry_point]


@cache
def _cells_by_id():
    """id -> (chapter, cells) for every exercise of the book, in order."""
    return {
        cells.stub.metadata["grading"]["id"]: (chapter, cells)
        for chapter in chapter_names()
        for cells in exercise_cells(
            read_notebook(ROOT, f"chapters/{chapter}.ipynb")
        )
    }


def exercise_names(chapter=None):
    """The ids of all exercises of a chapter, or of the book, in order."""
    return [
        name
        for name, (its_chapter, _) in _cells_by_id().items()
        if chapter in (None, its_chapter)
    ]


def exercises(chapter=None):
    """All exercises of a chapter, or of the book, in order."""
    return tuple(exercise(name) for name in exercise_names(chapter))


@cache
def exercise(name):
    """The exercise with this id.

    Raises
    ------
    KeyError
        If no chapter has such an exercise.
    ExerciseError
        If it is not complete; the message says what is missing and where.
    """
    if name not in _cells_by_id():
        known = ", ".join(_cells_by_id())
        raise KeyError(f"no exercise is called {name!r}; there are: {known}")
    chapter, cells = _cells_by_id()[name]
    return read_exercise(chapter, cells, folder_of(name, chapter))


def folder_of(name, chapter, exercises=EXERCISES):
    """The folder of an exercise's tests and answers."""
    stem = re.sub(r"^\d+_", "", chapter)
    prefix = stem.replace("_", "-") + "-"
    if not name.startswith(prefix):
        raise ExerciseError(
            f"the exercise {name!r} stands in chapter {chapter}, so its id "
            f"must begin with {prefix!r}. Remedy: rename it in the chapter."
        )
    return exercises / stem / name.removeprefix(prefix).replace("-", "_")


def read_exercise(chapter, cells, folder):
    """Read an exercise from its cells in the chapter and from its folder."""
    grading = cells.stub.metadata["grading"]
    _complain_of_missing_files(folder)
    if cells.solution is None:
        raise ExerciseError(
            f"chapter {chapter}: the stub of {grading['id']} has no solution. "
            "Remedy: add a cell tagged `solution` right after its check."
        )
    module = _tests_module(folder / "tests.py")
    answers = _answers(folder / "answers.py")
    tests = tuple(module.TESTS)
    total = sum(test.points for test in tests)
    if total != grading["points"]:
        raise ExerciseError(
            f"{folder / 'tests.py'}: the tests add up to {total} points, but "
            f"chapter {chapter} promises {grading['points']} for "
            f"{grading['id']}. Remedy: change one of them."
        )
    return Exercise(
        id=grading["id"],
        chapter=chapter,
        title=cells.title,
        entry_point=grading["entry_point"],
        points=grading["points"],
        stub=cells.stub.source,
        reference=without_magics(cells.reference),
        tests=tests,
        equivalent=getattr(module, "EQUIVALENT", {}),
        right=answers["right"],
        wrong=tuple(answers["wrong"].values()),
    )


def _complain_of_missing_files(folder):
    missing = [
        f"\n  {file}: {what}"
        for file, what in HOLDS.items()
        if not (folder / file).is_file()
    ]
    if missing:
        raise ExerciseError(
            f"{folder} lacks files. Remedy: write{''.join(missing)}"
        )


def _tests_module(path):
    spec = importlib.util.spec_from_file_location(path.parent.name, path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ExerciseError(
            f"{path} cannot be run: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(getattr(module, "TESTS", None), (list, tuple)):
        raise ExerciseError(
            f"{path} has no tests. Remedy: it holds {HOLDS[path.name]}."
        )
    return module


def _answers(path):
    """The answers of a file in the percent format: kind -> name -> code, or Wrong."""
    before, *parts = HEAD.split(path.read_text("utf-8"))
    if re.sub(r"#.*", "", before).strip():
        raise ExerciseError(
            f"{path}: code before the first answer is not read. Remedy: put "
            f"a line `# %% {FORMS['right']}` above each answer."
        )
    answers = {kind: {} for kind in FORMS}
    for head, code in zip(parts[::2], parts[1::2], strict=True):
        kind, *fields = (field.strip() for field in head.split("|", 3))
        form = FORMS.get(kind)
        if not form or len(fields) != form.count("|") or not all(fields):
            raise ExerciseError(
                f"{path}: the line `# %%{head}` is not of the form "
                f"`# %% {form or ' or '.join(FORMS.values())}`."
            )
        name, *more = fields
        if name in answers[kind]:
            raise ExerciseError(
                f"{path}: two {kind} answers are called {name}."
            )
        code = code.strip("\n") + "\n"
        answers[kind][name] = _wrong(name, code, *more, path) if more else code
    for kind, form in FORMS.items():
        if not answers[kind]:
            raise ExerciseError(
                f"{path} holds no {kind} answer. Remedy: write some, each "
                f"below a line `# %% {form}`."
            )
    return answers


def _wrong(name, code, points, hint, path):
    found = re.fullmatch(r"points (\d+)", points)
    if not found:
        raise ExerciseError(
            f"{path}: {name} does not say which points it gets. Remedy: "
            f"`# %% {FORMS['wrong']}`."
        )
    return Wrong(name, code, int(found[1]), hint)
