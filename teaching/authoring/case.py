"""Cases: an exercise's tests with inputs drawn and expected answers computed, as data.

The same structure serves the learner's check (a seed that everybody may know) and the grader (a
seed that nobody knows). It holds values, never the code that made them. An exercise's case
depends on the exercise and the seed alone, not on what was drawn before it.
"""

import random
import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cache, cached_property

import numpy as np
import torch

from book.reader.chapters import chapter_names
from graded.compare import passes
from graded.outcome import outcome_of
from graded.surroundings import settings_restored, undisturbed
from graded.values import pack, unpack
from teaching.authoring.exercise import (
    ExerciseError,
    exercise,
    exercise_names,
)

OPEN_SEED = 2017  # of the learner's check
ALLOWED_ERRORS = ("ValueError", "TypeError", "IndexError")  # as right answers


@cache
def open_case(name):
    """The case of the learner's check; its tests are drawn when they are reached.

    Drawing sets the global random generators: whoever goes through the tests restores them.
    """
    its_exercise = exercise(name)
    tests = DrawnTests(its_exercise, OPEN_SEED)
    return {**_outline(its_exercise), "tests": tests}


def open_cases(chapter):
    """The cases of the checks of all chapters whose names begin like this, in order."""
    return [
        open_case(exercise)
        for name in chapter_names()
        if name.startswith(chapter)
        for exercise in exercise_names(name)
    ]


def build_case(exercise, seed):
    """The whole case as plain data: every test drawn, every known mistake computed."""
    return case_of(exercise, DrawnTests(exercise, seed))


def case_of(exercise, drawn_tests):
    """The same, of tests that are drawn already."""
    with undisturbed():
        tests = [_as_data(test) for test in drawn_tests]
    return {**_outline(exercise), "tests": tests}


def _outline(exercise):
    """A case without its tests."""
    return {
        "id": exercise.id,
        "chapter": exercise.chapter,
        "title": exercise.title,
        "entry_point": exercise.entry_point,
        "points": exercise.points,
        "hints": {wrong.name: wrong.hint for wrong in exercise.wrong},
    }


def _as_data(test):
    """A drawn test without the mistakes that it lets pass, since it cannot recognise those."""
    trials = test["trials"]
    recognised = [
        name
        for name in trials[0]["mistakes"]
        if not passes(test, [t["mistakes"][name] for t in trials])
    ]
    return {
        **test,
        "trials": [
            {
                **trial,
                "mistakes": {
                    name: trial["mistakes"][name] for name in recognised
                },
            }
            for trial in trials
        ],
    }


class DrawnTests:
    """The tests of an exercise, each drawn when it is first reached: a stub waits for none."""

    def __init__(self, exercise, seed):
        self._exercise, self._seed = exercise, seed
        self._drawn = []

    def __iter__(self):
        for number, test in enumerate(self._exercise.tests):
            if number == len(self._drawn):
                seeds = [self._seed, number, *self._exercise.id.encode()]
                self._drawn.append(self._draw(test, seeds))
            yield self._drawn[number]

    def _draw(self, test, seeds):
        generator = np.random.default_rng(seeds)
        with _as_if_alone():
            trials = [
                [pack(each) for each in test.inputs(generator)]
                for _ in range(test.trials)
            ]
        return {
            "name": test.name,
            "points": test.points,
            "description": test.description,
            "driver": test.driver,
            "names": list(test.names),
            "rtol": test.rtol,
            "atol": test.atol,
            "seconds": test.seconds,
            "trials": [
                {
                    "inputs": inputs,
                    "expected": self._expected(test, inputs),
                    "mistakes": Mistakes(self, test, inputs),
                }
                for inputs in trials
            ],
        }

    def _expected(self, test, inputs):
        outcome = alone(self._right, test.driver, inputs)
        if outcome.get("error", {}).get("type") in (None, *ALLOWED_ERRORS):
            return outcome
        error = outcome["error"]
        raise ExerciseError(
            f"{self._exercise.id}: the solution fails in test {test.name!r} "
            f"with {error['type']}: {error['message']}. Remedy: mend the "
            "solution in the chapter, or the inputs in tests.py."
        )

    @cached_property
    def _right(self):
        return self._answer("the solution", self._exercise.reference)

    @cached_property
    def wrong_answers(self):
        """The known wrong answers: name -> function or class."""
        return {
            wrong.name: self._answer(
                f"the wrong answer {wrong.name}", wrong.code
            )
            for wrong in self._exercise.wrong
        }

    def _answer(self, what, code):
        try:
            return self._exercise.answer(code)
        except Exception as error:
            raise ExerciseError(
                f"{self._exercise.id}: {what} cannot be run: "
                f"{type(error).__name__}: {error}"
            ) from error


class Mistakes(Mapping):
    """What each known wrong answer gives in one trial: name -> outcome, computed when asked for.

    Only an answer that fails a test asks for them.
    """

    def __init__(self, drawn, test, inputs):
        self._drawn, self._test, self._inputs = drawn, test, inputs
        self._outcomes = {}

    def __getitem__(self, name):
        if name not in self._outcomes:
            answer = self._drawn.wrong_answers[name]
            self._outcomes[name] = alone(
                answer, self._test.driver, self._inputs
            )
        return self._outcomes[name]

    def __iter__(self):
        return iter(self._drawn.wrong_answers)

    def __len__(self):
        return len(self._drawn.wrong_answers)


def alone(answer, driver, inputs):
    """The outcome of a call with packed inputs, as in a process of its own."""
    with _as_if_alone():
        # Fresh inputs for each: an answer may change them.
        fresh = [unpack(each) for each in inputs]
        return outcome_of(answer, driver, fresh)


@contextmanager
def _as_if_alone():
    """One thread, the random numbers of a fresh process, no warnings."""
    with settings_restored():
        warnings.simplefilter("ignore")  # wrong answers divide by zero
        torch.set_num_threads(1)  # small matrices: a second would only wait
        random.seed(0)
        np.random.seed(0)
        torch.default_generator.manual_seed(0)  # no other device is touched
        yield
