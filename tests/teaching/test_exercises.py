"""Every exercise is itself tested: right idioms, classic mistakes, and mutants of its solution."""

import json
import signal
import warnings
from contextlib import contextmanager
from functools import cache

import pytest
import torch
import yaml
from mutants import mutants

from book.reader.context import needed_statements
from graded.compare import judge
from graded.outcome import outcome_of
from graded.values import unpack
from teaching.authoring.case import OPEN_SEED, build_case
from teaching.authoring.exercise import (
    EXERCISES,
    context_cells,
    exercise,
    places,
)

SEEDS = (OPEN_SEED, 1)
each_exercise = pytest.mark.parametrize("name", places())


@cache
def case_of(name, seed):
    with threads(1):
        return build_case(exercise(name), seed)


@contextmanager
def threads(number):
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def verdict_of(test, answer):
    return judge(
        test, [outcome(test, trial, answer) for trial in test["trials"]]
    )


def outcome(test, trial, answer):
    inputs = [unpack(each) for each in trial["inputs"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcome_of(answer, test["driver"], inputs)


def rounds(name, *threads_of_seeds):
    """Each case of an exercise, with so many threads for what answers it."""
    for seed, number in zip(SEEDS, threads_of_seeds, strict=True):
        with threads(number):
            yield f"seed {seed}, threads {number}", case_of(name, seed)


@each_exercise
def test_stub_says_that_it_is_one(name):
    each = exercise(name)
    stub = each.answer(each.stub)
    first = case_of(name, SEEDS[0])["tests"][0]
    outcomes = outcome(first, first["trials"][0], stub)
    assert outcomes["error"]["type"] == "NotImplementedError"


@each_exercise
def test_the_written_case_is_what_the_spec_makes(name):
    """All but numbers, which differ a little from machine to machine; those by the reference."""
    each = exercise(name)
    text = (CASES / f"{name}.json").read_text("utf-8")
    written, made = json.loads(text), case_of(name, OPEN_SEED)
    assert without_trials(written) == without_trials(made)
    reference = each.answer(each.reference)
    for old, new in zip(written["tests"], made["tests"], strict=True):
        assert verdict_of(old, reference).passed, old["name"]
        for before, now in zip(old["trials"], new["trials"], strict=True):
            assert set(before["mistakes"]) == set(now["mistakes"]), old["name"]


def without_trials(case):
    tests = [{**test, "trials": None} for test in case["tests"]]
    return {**case, "tests": tests}


@each_exercise
def test_right_answers_get_full_marks(name):
    each = exercise(name)
    assert len(each.right) >= 5
    answers = {"the reference": each.reference, **each.right}
    # Two threads may add in another order; what is right is right for both.
    for where, case in rounds(name, 2, 1):
        for file, code in answers.items():
            answer = each.answer(code)
            for test in case["tests"]:
                verdict = verdict_of(test, answer)
                assert verdict.passed, (
                    f"{file}, {test['name']}, {where}: {verdict.observed}"
                )


@each_exercise
def test_wrong_answers_keep_what_they_deserve(name):
    each = exercise(name)
    assert len(each.wrong) >= 6
    for where, case in rounds(name, 1, 1):
        for wrong in each.wrong:
            answer = each.answer(wrong.code)
            verdicts = [verdict_of(test, answer) for test in case["tests"]]
            kept = sum(
                test["points"]
                for test, verdict in zip(case["tests"], verdicts, strict=True)
                if verdict.passed
            )
            observed = [verdict.observed or "passed" for verdict in verdicts]
            assert kept == wrong.points, f"{wrong.name}, {where}: {observed}"
            named = [v.mistake for v in verdicts if v.mistake]
            assert named[:1] == [wrong.name], (
                f"{wrong.name}, {where}: {observed}"
            )


@each_exercise
def test_what_a_wrong_answer_is_told(name):
    each = exercise(name)
    hints = [wrong.hint for wrong in each.wrong]
    assert len(set(hints)) == len(hints)
    for wrong in each.wrong:
        assert wrong.points < each.points, wrong.name
        assert wrong.hint.strip() == wrong.hint, wrong.name
        assert not wrong.hint.endswith("."), wrong.name  # one style
        assert len(wrong.hint) <= 160, wrong.name


class TooLong(BaseException):
    """Not an Exception: no answer can catch it by accident."""


@contextmanager
def time_limit(seconds):
    """A mutant may loop for ever; the alarm repeats in case one is swallowed."""

    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def survives(each, code, context, seed):
    """Whether a mutant gives what is expected in every trial of every test."""
    case = case_of(each.id, seed)
    try:
        with time_limit(2):
            answer = each.answer(code, context)
            return all(
                judge(
                    {**test, "trials": [trial]}, [outcome(test, trial, answer)]
                ).passed
                for test in case["tests"]
                for trial in test["trials"]
            )
    except TooLong:
        return False
    except Exception:  # it cannot even be defined
        return False


@each_exercise
def test_mutants_are_killed(name):
    """What survives stands in ``equivalent.yaml`` with the reason, and nothing else does."""
    each = exercise(name)
    # A name that a mutant lacks is not found by luck elsewhere in the chapter.
    context = needed_statements(context_cells(each.chapter), each.reference)
    with threads(1):
        survivors = mutants(each.reference)
        for seed in SEEDS:
            survivors = {
                description: code
                for description, code in survivors.items()
                if survives(each, code, context, seed)
            }
    path = EXERCISES / name / "equivalent.yaml"
    listed = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    assert all(listed.values()), "a reason is missing"
    assert set(survivors) == set(listed)
