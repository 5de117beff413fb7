"""Cases: an exercise's tests with the inputs drawn and the answers expected, as data.

The same structure serves the learner's check (a fixed seed; handed out as a file) and the grader
(a seed that nobody knows). It holds values, never the code that made them.
"""

import warnings
from contextlib import contextmanager
from functools import cache

import numpy as np
import torch

from graded.compare import judge
from graded.outcome import outcome_of
from graded.values import pack, unpack
from teaching.authoring.exercise import exercise, exercises

OPEN_SEED = 2017
ERRORS = (
    "ValueError",
    "TypeError",
    "IndexError",
)  # that an exercise may ask for


@contextmanager
def one_thread():
    """Compute with one thread: the matrices are small, and a second would only wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@one_thread()
def build_case(exercise, seed):
    """Draw the inputs of every test with ``seed``; compute what is expected and known wrong."""
    right = exercise.answer(exercise.reference)
    wrong = {w.name: exercise.answer(w.code) for w in exercise.wrong}
    return {
        "id": exercise.id,
        "chapter": exercise.chapter,
        "title": exercise.title,
        "entry_point": exercise.entry_point,
        "points": exercise.points,
        "hints": {w.name: w.hint for w in exercise.wrong},
        "tests": [
            _test(exercise, test, [seed, number], right, wrong)
            for number, test in enumerate(exercise.tests)
        ],
    }


def _test(exercise, test, seed, right, wrong):
    generator = np.random.default_rng([*seed, *exercise.id.encode()])
    trials = []
    for _ in range(test.trials):
        inputs = [pack(each) for each in test.inputs(generator)]
        trials.append(_trial(test, inputs, right, wrong))
    case = {
        "name": test.name,
        "points": test.points,
        "description": test.description,
        "driver": test.driver,
        "names": list(test.names),
        "rtol": test.rtol,
        "atol": test.atol,
        "seconds": test.seconds,
        "trials": trials,
    }
    for name in wrong:
        # A wrong answer that passes this test cannot be told by it.
        if judge(case, [trial["mistakes"][name] for trial in trials]).passed:
            for trial in trials:
                del trial["mistakes"][name]
    return case


def _trial(test, inputs, right, wrong):
    def of(answer):
        # Fresh inputs for each: an answer may change them.
        return outcome_of(
            answer, test.driver, [unpack(each) for each in inputs]
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # wrong answers divide by zero
        mistakes = {name: of(answer) for name, answer in wrong.items()}
    expected = of(right)
    if expected.get("error", {}).get("type") not in (None, *ERRORS):
        raise RuntimeError(f"the reference fails: {expected['error']}")
    return {"inputs": inputs, "expected": expected, "mistakes": mistakes}


@cache
def open_case(name):
    """The case of the learner's check: drawn with a seed that everybody may know."""
    random = torch.get_rng_state(), np.random.get_state()
    case = build_case(exercise(name), OPEN_SEED)
    # A wrong answer may have set a seed; the learner's notebook goes on as if nothing was drawn.
    torch.set_rng_state(random[0])
    np.random.set_state(random[1])
    return case


def open_cases(chapter):
    """The cases of the checks of all chapters whose names begin like this, in order."""
    return [
        open_case(each.id)
        for each in exercises()
        if each.chapter.startswith(chapter)
    ]
