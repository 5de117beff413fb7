"""The exercises as their author sees them: the teacher's side, never handed out.

The stub, the points and the solution, here called the reference, are cells of the chapter. How an
answer is tested stands in ``teaching/exercises/<chapter>/<exercise>/``: ``tests.py`` (the tests,
and the mutants of the solution that no test can tell from it) and ``answers.py`` (other idioms,
which must get full marks, classic mistakes, and enemies: lazy answers of someone who knows the
open case and the driver). An exercise's id is its chapter's name and its
folder's: ``self-attention-cosine`` has the folder ``self_attention/cosine``.
"""

import re
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from book.reader.chapters import (
    ROOT,
    ExerciseCells,
    chapter_names,
    context_of,
    read_notebook,
)
from book.reader.chapters import exercises as exercise_cells
from book.reader.context import without_magics
from graded.outcome import CALL
from teaching.refused import Refused

EXERCISES = Path(__file__).parents[1] / "exercises"
HEAD = re.compile(r"^# ?%%(.*)$", re.MULTILINE)  # the percent format
FORMS = {
    "right": "right | name",
    "wrong": "wrong | name | points N | hint",
    "enemy": "enemy | name | points N | why",
}
HOLDS = {
    "tests.py": "TESTS, a list of Test(…)",
    "answers.py": "answers, each below a line "
    + " or ".join(f"`# %% {form}`" for form in FORMS.values()),
}


class ExerciseError(Refused):
    """An exercise that is not there, or not complete."""


@dataclass(frozen=True)
class Test:
    """One thing that is tested in an exercise, with its points.

    ``inputs(rng)`` draws the arguments of one call: numbers, texts, arrays, tensors, and lists,
    tuples and dicts of them. ``driver`` is the source of ``def driver(answer, *inputs)``, where a
    simple call is not enough: it runs beside the answer, imports what it needs, and returns what is
    compared. A dict of sentences and values makes readable messages.

    The answer can see all that the driver sees. What it must not see is kept by an ``examiner``,
    the source of ``def examine(ask, *inputs)``; ``graded/examine.py`` says what it can do.
    """

    __test__ = False  # pytest takes every class called Test for one of its own

    name: str  # one or two words; unique in the exercise
    points: int  # all tests together: the exercise's
    description: str  # what is checked, as a sentence for the learner
    inputs: Callable[..., tuple[Any, ...]]
    trials: int = 3
    driver: str = CALL
    examiner: str = ""
    # Of the answer; of each part, if it is a tuple.
    names: tuple[str, ...] = ()
    rtol: float = 1e-4  # how near is near enough
    atol: float = 1e-5
    seconds: float = 10.0  # a call that takes longer counts as endless


@dataclass(frozen=True)
class Wrong:
    """A classic wrong answer: its code, the points it gets, and the hint its author is given.

    Of an enemy, the most points that it may keep, and what it does, or why it may keep so many.
    """

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
    enemies: tuple[Wrong, ...] = ()

    def answer(self, code: str, context: str | CodeType | None = None) -> Any:
        """Run the code of an answer that is trusted; give the function or class that it defines.

        ``context`` runs first, source or compiled: by default what the code needs of the chapter.
        """
        if context is None:
            context = context_of(self.chapter, code)
        names: dict[str, Any] = {"__name__": "answer"}
        exec(context, names)
        exec(compile(code, f"<{self.id}>", "exec"), names)
        if self.entry_point not in names:
            raise NameError(f"it does not define {self.entry_point}")
        return names[self.entry_point]


@cache
def _cells_by_id() -> dict[str, tuple[str, ExerciseCells]]:
    """id -> (chapter, cells) for every exercise of the book, in order."""
    return {
        cells.stub.metadata["grading"]["id"]: (chapter, cells)
        for chapter in chapter_names()
        for cells in exercise_cells(
            read_notebook(ROOT, f"chapters/{chapter}.ipynb")
        )
    }


def exercise_names(chapter: str | None = None) -> list[str]:
    """The ids of all exercises of a chapter, or of the book, in order."""
    every = _cells_by_id().items()
    return [name for name, (its, _) in every if chapter in (None, its)]


def exercises(chapter: str | None = None) -> tuple[Exercise, ...]:
    """All exercises of a chapter, or of the book, in order."""
    return tuple(exercise(name) for name in exercise_names(chapter))


@cache
def exercise(name: str) -> Exercise:
    """The exercise with this id.

    Raises ExerciseError if no chapter has such an exercise, or if it is not complete.
    """
    if name not in _cells_by_id():
        known = ", ".join(_cells_by_id())
        raise ExerciseError(
            f"no exercise is called {name!r}; there are: {known}"
        )
    chapter, cells = _cells_by_id()[name]
    return read_exercise(chapter, cells, folder_of(name, chapter))


def folder_of(name: str, chapter: str, exercises: Path = EXERCISES) -> Path:
    """The folder of an exercise's tests and answers."""
    stem = re.sub(r"^\d+_", "", chapter)
    prefix = stem.replace("_", "-") + "-"
    if not name.startswith(prefix):
        raise ExerciseError(
            f"the exercise {name!r} stands in chapter {chapter}, so its id "
            f"must begin with {prefix!r}. Remedy: rename it in the chapter."
        )
    return exercises / stem / name.removeprefix(prefix).replace("-", "_")


def read_exercise(
    chapter: str, cells: ExerciseCells, folder: Path
) -> Exercise:
    """Read an exercise from its cells in the chapter and from its folder."""
    grading = cells.stub.metadata["grading"]
    missing = [
        f"\n  {file}: {what}"
        for file, what in HOLDS.items()
        if not (folder / file).is_file()
    ]
    if missing:
        text = "".join(missing)
        raise ExerciseError(f"{folder} lacks files. Remedy: write{text}")
    if cells.solution is None:
        raise ExerciseError(
            f"chapter {chapter}: the stub of {grading['id']} has no solution. "
            "Remedy: add a cell tagged `solution` right after its check."
        )
    written = _run_tests_file(folder / "tests.py")
    right, wrong, enemies = _answers(folder / "answers.py")
    total = sum(test.points for test in written["TESTS"])
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
        tests=tuple(written["TESTS"]),
        equivalent=written.get("EQUIVALENT", {}),
        right=right,
        wrong=tuple(wrong.values()),
        enemies=tuple(enemies.values()),
    )


def _run_tests_file(path: Path) -> dict[str, Any]:
    try:
        names = runpy.run_path(str(path), run_name=path.parent.name)
    except Exception as error:
        raise ExerciseError(
            f"{path} cannot be run: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(names.get("TESTS"), (list, tuple)):
        raise ExerciseError(
            f"{path} has no tests. Remedy: it holds {HOLDS[path.name]}."
        )
    return names


def _answers(
    path: Path,
) -> tuple[dict[str, str], dict[str, Wrong], dict[str, Wrong]]:
    """The right, wrong and enemies' answers of a file in the percent format, by their names."""
    before, *parts = HEAD.split(path.read_text("utf-8"))
    if re.sub(r"#.*", "", before).strip():
        raise ExerciseError(
            f"{path}: code before the first answer is not read. Remedy: put "
            f"a line `# %% {FORMS['right']}` above each answer."
        )
    right: dict[str, str] = {}
    wrong: dict[str, Wrong] = {}
    enemies: dict[str, Wrong] = {}
    for head, code in zip(parts[::2], parts[1::2], strict=True):
        code = code.strip("\n") + "\n"
        kind = head.split("|")[0].strip()
        match [field.strip() for field in head.split("|", 3)]:
            case ["right", name] if name and name not in right:
                right[name] = code
            case ["wrong" | "enemy", name, points, hint] if (
                re.fullmatch(r"points \d+", points)
                and name
                and hint
                and name not in (wrong if kind == "wrong" else enemies)
            ):
                known = wrong if kind == "wrong" else enemies
                known[name] = Wrong(name, code, int(points.split()[1]), hint)
            case _:
                forms = [FORMS[kind]] if kind in FORMS else FORMS.values()
                raise ExerciseError(
                    f"{path}: the line `# %%{head}` is not of the form "
                    f"`# %% {' or '.join(forms)}`, or a {kind} answer above "
                    "has the same name."
                )
    for kind, found in (("right", right), ("wrong", wrong)):
        if not found:
            raise ExerciseError(
                f"{path} holds no {kind} answer. Remedy: write some, each "
                f"below a line `# %% {FORMS[kind]}`."
            )
    return right, wrong, enemies
