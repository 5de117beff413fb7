"""Cases: an exercise's tests with the inputs drawn and the answers expected, as data.

The same structure serves the learner's check (a fixed seed, written to ``graded/cases``, handed
out) and the grader (a seed that nobody knows). It holds values, never the code that made them.
"""

import json
import warnings
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch

from graded.compare import judge
from graded.exercise import exercises
from graded.outcome import outcome_of
from graded.values import pack, unpack

CASES = Path(__file__).with_name("cases")
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
        "tells": {w.name: w.tells for w in exercise.wrong},
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
        "checks": test.checks,
        "drive": test.drive,
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
            answer, test.drive, [unpack(each) for each in inputs]
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # wrong answers divide by zero
        mistakes = {name: of(answer) for name, answer in wrong.items()}
    expected = of(right)
    if expected.get("error", {}).get("type") not in (None, *ERRORS):
        raise RuntimeError(f"the reference fails: {expected['error']}")
    return {"inputs": inputs, "expected": expected, "mistakes": mistakes}


def write_cases(folder=CASES):
    """Write the learner's cases, one file an exercise; give the paths."""
    folder.mkdir(exist_ok=True)
    written = []
    for exercise in exercises():
        path = folder / f"{exercise.id}.json"
        case = build_case(exercise, OPEN_SEED)
        path.write_text(json.dumps(case, indent=1) + "\n", "utf-8")
        written.append(path)
    for path in set(folder.glob("*.json")) - set(written):
        path.unlink()
    return written


if __name__ == "__main__":
    print(f"{len(write_cases())} cases written to {CASES}")
