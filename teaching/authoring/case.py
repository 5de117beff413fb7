"""Cases: an exercise's tests with inputs drawn and expected answers computed, as data.

The same structure serves the learner's check (a seed that everybody may know) and the grader (a
seed that nobody knows). A case depends on its exercise and the seed alone.
"""

import io
import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import numpy as np
import torch

from graded.compare import Case, DrawnTest, Trial, passes
from graded.examine import examined, here
from graded.outcome import Outcome
from graded.surroundings import settings_restored, undisturbed
from graded.values import Packed, pack
from teaching.authoring.exercise import Exercise, ExerciseError, Test

OPEN_SEED = 2017  # of the learner's check
ALLOWED_ERRORS = ("ValueError", "TypeError", "IndexError")  # as right answers


def build_case(exercise: Exercise, seed: int) -> Case:
    """The whole case: every test drawn, every known mistake computed."""
    tests = draw_tests(exercise, seed)
    with undisturbed():
        for wrong in exercise.wrong:
            about = f"the wrong answer {wrong.name}"
            answer = _defined(exercise, about, wrong.code)
            for test in tests:
                given = outcomes(test, answer)
                if passes(test, given):
                    continue  # it cannot be recognised there
                for trial, outcome in zip(test["trials"], given, strict=True):
                    trial["mistakes"][wrong.name] = outcome
    return {
        "id": exercise.id,
        "chapter": exercise.chapter,
        "title": exercise.title,
        "entry_point": exercise.entry_point,
        "points": exercise.points,
        "hints": {wrong.name: wrong.hint for wrong in exercise.wrong},
        "tests": tests,
    }


def draw_tests(exercise: Exercise, seed: int) -> list[DrawnTest]:
    """The tests with inputs and what the solution gives; no mistakes yet."""
    with undisturbed():
        solution = _defined(exercise, "the solution", exercise.reference)
        return [
            _drawn(exercise, test, solution, [seed, n, *exercise.id.encode()])
            for n, test in enumerate(exercise.tests)
        ]


def _defined(exercise: Exercise, what: str, code: str) -> Any:
    try:
        return exercise.answer(code)
    except Exception as error:
        raise ExerciseError(
            f"{exercise.id}: {what} cannot be run: "
            f"{type(error).__name__}: {error}"
        ) from error


def _drawn(
    exercise: Exercise, test: Test, solution: Any, seeds: list[int]
) -> DrawnTest:
    generator = np.random.default_rng(seeds)
    with _as_if_alone():
        drawn = [
            [pack(each) for each in test.inputs(generator)]
            for _ in range(test.trials)
        ]
    trials: list[Trial] = []
    drawn_test: DrawnTest = {
        "name": test.name,
        "points": test.points,
        "description": test.description,
        "driver": test.driver,
        "examiner": test.examiner,
        "names": list(test.names),
        "rtol": test.rtol,
        "atol": test.atol,
        "seconds": test.seconds,
        "trials": trials,
    }
    for inputs in drawn:
        expected = alone(solution, drawn_test, inputs)
        error = expected.get("error")
        if error and error["type"] not in ALLOWED_ERRORS:
            raise ExerciseError(
                f"{exercise.id}: the solution fails in test {test.name!r} "
                f"with {error['type']}: {error['message']}. Remedy: mend the "
                "solution in the chapter, or the inputs in tests.py."
            )
        trials.append({"inputs": inputs, "expected": expected, "mistakes": {}})
    return drawn_test


def outcomes(test: DrawnTest, answer: Any, threads: int = 1) -> list[Outcome]:
    """What an answer gives in all trials of a drawn test."""
    return [
        alone(answer, test, trial["inputs"], threads)
        for trial in test["trials"]
    ]


def alone(
    answer: Any,
    test: DrawnTest,
    inputs: list[Packed],
    threads: int = 1,
    said: list[Outcome] | None = None,
) -> Outcome:
    """The outcome of a trial with packed inputs, each call as in a process of its own.

    ``said`` gets the outcomes of its calls.
    """
    calling = here(answer, test["driver"])

    def call(*asked: Any) -> Outcome:
        with _as_if_alone(threads):
            outcome = calling(*asked)
        if said is not None:
            said.append(outcome)
        return outcome

    with _as_if_alone(threads):
        return examined(test["examiner"], inputs, call)


@contextmanager
def _as_if_alone(threads: int = 1) -> Iterator[None]:
    """The random numbers of a fresh process; a second thread would only wait.

    No warnings, and nothing is printed.
    """
    with settings_restored(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # wrong answers divide by zero
        torch.set_num_threads(threads)
        torch.set_grad_enabled(True)  # whatever ran before
        random.seed(0)
        np.random.seed(0)
        torch.default_generator.manual_seed(0)  # no other device is touched
        yield
