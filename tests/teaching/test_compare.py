"""What counts as the same, what is said where it is not, and which mistake is named."""

import math

import numpy as np
import pytest
import torch

from graded.compare import compare, judge
from graded.outcome import describe
from graded.values import Other, pack


def difference(*values, **more):
    return str(compare(*values, **more) or "")


GRID = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, 1.0),
        (1.0, np.float32(1)),
        (GRID.tolist(), GRID),
        (torch.tensor(GRID), GRID),
        (GRID.astype("float32"), torch.tensor(GRID)),
        (GRID.astype(int), GRID),
        (GRID + 1e-6, GRID),
        (1000.05, 1000.0),
        ([torch.tensor(1.0), 2], np.array([1.0, 2.0])),
        ([GRID, 2], (GRID, 2)),
        ((1, 2), [1, 2]),
        (np.array([math.nan, math.inf]), np.array([math.nan, math.inf])),
        (np.int32(3), 3),
        ([1, 2], np.array([1, 2])),
        (torch.tensor([True]), np.array([True])),
        (np.zeros((2, 0)), torch.zeros(2, 0)),
        ("a", "a"),
        (None, None),
        ({"a": 1, "b": 2}, {"a": 1}),
        # The same values in another type.
        (2.0, 2),
        (0.1 + 0.2 + 2.7, 3),
        (1, True),
        (True, 1),
        (True, 1.0),
        (np.eye(2), np.eye(2, dtype=bool)),
        (np.eye(2, dtype=bool), np.eye(2)),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([1, 2]), [1, 2]),
        (torch.stack([torch.ones(2), torch.zeros(2)]), [[1, 1], [0, 0]]),
        (np.stack([GRID, GRID]), (GRID, GRID)),
        (np.array([1, 2.5]), [1, 2.5]),
    ],
)
def test_the_same(got, expected):
    assert difference(got, expected) == ""


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (GRID, GRID.T, "the answer: expected shape (3, 2), got shape (2, 3)"),
        (1.0, np.ones(1), "the answer: expected shape (1,), got the number 1"),
        (1.5, 1.0, "the answer: expected 1, got 1.5"),
        (
            GRID + np.array([[0, 0, 0], [0, 1, 1]]),
            GRID,
            "the answer[1, 1]: expected 4, got 5 (2 of 6 values differ)",
        ),
        (
            np.array([9.0, math.nan, 3.0]),
            np.array([1.0, 2.0, 3.0]),
            # Not the first that differs: nan tells the most.
            "the answer[1]: expected 2, got nan (2 of 3 values differ)",
        ),
        (
            np.array([math.nan, 2.0]),
            np.array([math.nan, 1.0]),
            "the answer[1]: expected 1, got 2 (1 of 2 values differ)",
        ),
        (
            np.array([1.0]),
            np.array([-math.inf]),
            "the answer[0]: expected -inf, got 1 (1 of 1 values differ)",
        ),
        (1.23456, 1.3, "the answer: expected 1.3, got 1.235"),
        ("x" * 99, None, f"the answer: expected None, got '{'x' * 59} …"),
        (1000.4, 1000.0, "the answer: expected 1000, got 1000.4"),
        (0, True, "the answer: expected True, got 0"),
        (3.0, 2, "the answer: expected 2, got 3"),
        (np.arange(3.0), [0, 1, 3], "the answer[2]: expected 3, got 2"),
        (2, True, "the answer: expected booleans, got int64"),
        (True, 2, "the answer: expected whole numbers, got bool"),
        (True, 1.5, "the answer: expected numbers, got booleans"),
        (2.5, 2, "the answer: expected whole numbers, got float64"),
        (2.00001, 2, "the answer: expected whole numbers, got float64"),
        (None, 2, "the answer: expected 2, got None"),
        (None, GRID, "the answer: expected an array of shape (2, 3), got None"),
        ("a", "b", "the answer: expected 'b', got 'a'"),
        (GRID, None, "the answer: expected None, got an array of shape (2, 3)"),
        (Other("Linear"), 1.0, "the answer: expected 1.0, got Linear"),
        ([[1], [1, 2]], GRID, "the answer: expected an array of shape (2, 3), "
         "got a list"),
        (GRID, (GRID, GRID), "the answer: expected a tuple (2 values), "
         "got an array of shape (2, 3)"),
        (GRID, [1, 2, 3], "the answer: expected a list (3 values), "
         "got an array of shape (2, 3)"),
        ((1,), (1, 2), "the answer: expected 2 values, got 1"),
        ((1, (2, 4)), (1, (2, 3)), "the answer[1][1]: expected 3, got 4"),
        (3, {"a": 1}, "the answer: expected a dict, got 3"),
        ({}, {"it is sorted": True}, "the answer: it is sorted is missing"),
        ({"it is sorted": False}, {"it is sorted": True},
         "it is sorted: expected True, got False"),
    ],
)  # fmt: skip
def test_different(got, expected, said):
    assert difference(got, expected) == said


def test_parts_have_names():
    names = ["context", "weights"]
    pair = GRID, GRID[:2, :2]
    assert difference(GRID, pair, names) == (
        "the answer: expected a tuple (context, weights), "
        "got an array of shape (2, 3)"
    )
    assert difference((GRID,), pair, names) == (
        "the answer: expected 2 values (context, weights), got 1"
    )
    assert difference((GRID, GRID), pair, names) == (
        "weights: expected shape (2, 2), got shape (2, 3)"
    )
    assert difference(2.0, 1.0, ["the loss"]) == "the loss: expected 1, got 2"


def test_how_near_is_near_enough():
    assert difference(1.01, 1.0, rtol=0, atol=0.1) == ""
    assert difference(110.0, 100.0, rtol=0.2, atol=0) == ""
    assert difference(1.01, 1.0, rtol=0, atol=0.001)
    assert difference(115.0, 100.0, rtol=0.14, atol=0)  # of what is expected
    assert difference(5e-6, 0.0) == ""
    assert difference(5e-5, 0.0)
    assert difference(1.0005, 1.0)


def value(it):
    return {"value": pack(it)}


def error(kind, *message):
    return {"error": describe(kind(*message))}


def a_test(*expected, **mistakes):
    """A test with one trial for each expected outcome."""
    return {
        "names": [],
        "rtol": 1e-4,
        "atol": 1e-5,
        "trials": [
            {
                "expected": its,
                "mistakes": {k: m[place] for k, m in mistakes.items()},
            }
            for place, its in enumerate(expected)
        ],
    }


def test_all_trials_must_pass():
    test = a_test(value(1), value(2))
    assert judge(test, [value(1), value(2)]).passed
    verdict = judge(test, [value(1), value(3)])
    assert not verdict.passed
    assert verdict.observed == "the answer: expected 2, got 3"
    assert verdict.mistake is None


def test_an_outcome_for_each_trial():
    with pytest.raises(ValueError):
        judge(a_test(value(1), value(2)), [value(1)])


@pytest.mark.parametrize(
    ("outcome", "observed"),
    [
        (error(ZeroDivisionError, "division"), "it raised ZeroDivisionError: division"),
        (error(IndexError), "it raised IndexError"),
        (error(TypeError, "long " * 200), "it raised TypeError: " + "long " * 60 + " …"),
        ({"value": {"array": 3}}, "the answer cannot be read: the message is not a value"),
    ],
)  # fmt: skip
def test_an_outcome_that_is_no_value(outcome, observed):
    assert judge(a_test(value(1)), [outcome]).observed == observed


def test_an_expected_error():
    class TooCold(ValueError):
        pass

    test = a_test(error(ValueError, "too cold"))
    assert judge(test, [error(ValueError, "other words")]).passed
    assert judge(test, [error(TooCold)]).passed
    verdict = judge(test, [error(TypeError, "no")])
    assert verdict.observed == "expected a ValueError, got TypeError: no"
    verdict = judge(test, [value(None)])
    assert verdict.observed == "expected a ValueError, got an answer"


def test_a_mistake_is_named_if_all_trials_agree():
    test = a_test(
        value(1),
        value(2),
        doubled=[value(2), value(4)],
        zero=[value(0), value(0)],
    )
    assert judge(test, [value(2), value(4)]).mistake == "doubled"
    assert judge(test, [value(0), value(0)]).mistake == "zero"
    assert judge(test, [value(2), value(0)]).mistake is None


def test_a_mistake_is_recognised_in_whole_numbers_too():
    # As everywhere: whole numbers may stand where numbers are expected.
    test = a_test(value(1.0), doubled=[value(2.0)])
    assert judge(test, [value(2)]).mistake == "doubled"


def test_a_mistake_that_passes_explains_nothing():
    # Near to the right answer, and nearer to an answer that is right here.
    test = a_test(value(1.0), other=[value(1.00009)])
    verdict = judge(test, [value(1.00015)])
    assert not verdict.passed
    assert verdict.mistake is None


def test_a_mistake_that_raises_in_some_trials():
    test = a_test(
        value(1),
        value(2),
        fragile=[value(5), error(IndexError, "out of range")],
    )
    outcomes = [value(5), error(IndexError, "in other words")]
    assert judge(test, outcomes).mistake == "fragile"
    outcomes = [value(5), error(TypeError, "out of range")]
    assert judge(test, outcomes).mistake is None


def test_errors_alone_must_say_the_same():
    test = a_test(value(1), turned=[error(RuntimeError, "4 and 5 differ")])
    same, other = "4 and 5 differ", "4 and 6 differ"
    assert judge(test, [error(RuntimeError, same)]).mistake == "turned"
    assert judge(test, [error(RuntimeError, other)]).mistake is None
    silent = a_test(value(1), empty=[error(RuntimeError)])
    assert judge(silent, [error(RuntimeError)]).mistake is None
