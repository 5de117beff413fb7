"""Compares what an answer gave with what was expected, and says how the two differ.

The learner's check and the grader both use it; it sees data only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, NotRequired, TypedDict

import numpy as np

from graded.outcome import Outcome
from graded.values import NotData, Other, Packed, unpack

# What is compared stands here, not in outcome.py: that goes into the jail, and this does not.


class Trial(TypedDict):
    """One call: its inputs, what the solution gives, and what known wrong answers give."""

    inputs: list[Packed]
    expected: Outcome
    mistakes: dict[str, Outcome]


class DrawnTest(TypedDict):
    """A test of an exercise, with inputs drawn; its fields are those of the author's ``Test``."""

    name: str
    points: int
    description: str
    driver: str
    examiner: NotRequired[str]  # no exam had one before 2.0
    names: list[str]
    rtol: float
    atol: float
    seconds: float
    trials: list[Trial]


class Case(TypedDict):
    """An exercise as the check and the grader know it: no code of an answer is in it."""

    made_of: NotRequired[str]  # in a file: the hash of what it was made of
    id: str
    chapter: str
    title: str
    entry_point: str
    points: int
    hints: dict[str, str]  # of the known wrong answers
    tests: list[DrawnTest]


WHOLE = 1e-6  # how near to a whole number is near enough


class Kind(Enum):
    """In which way an outcome is not the expected one."""

    RAISED = "it raised an error"
    NOT_RAISED = "it did not raise the error that was expected"
    UNREADABLE = "its answer is no data"
    MISSING = "a part is missing"
    UNTRUE = "a fact does not hold"
    TYPE = "another type was expected"
    SHAPE = "another shape was expected"
    VALUE = "other values were expected"


@dataclass(frozen=True)
class Seen:
    """What was seen in a failed test: in full, as text, and by its kind."""

    kind: Kind
    text: str
    part: str = ""  # of the answer that it is about
    wanted: str = ""  # the type that was expected
    outcome: Outcome | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Verdict:
    """How one test of an exercise went."""

    passed: bool
    seen: Seen | None = None  # if it was not passed
    mistake: str | None = None  # the known wrong answer that gives the same

    @property
    def observed(self) -> str:
        """What was seen, with all numbers; "" if the test was passed."""
        return str(self.seen or "")


def judge(test: DrawnTest, outcomes: Sequence[Outcome]) -> Verdict:
    """Compare the outcomes of all trials of one test, one per trial."""
    for trial, outcome in zip(test["trials"], outcomes, strict=True):
        seen = _difference(test, trial["expected"], outcome)
        if seen:
            seen = replace(seen, outcome=outcome)
            return Verdict(False, seen, _mistake(test, outcomes))
    return Verdict(True)


def passes(test: DrawnTest, outcomes: Sequence[Outcome]) -> bool:
    """Whether these outcomes pass a test: ``judge``, without looking for a known mistake."""
    expected = [trial["expected"] for trial in test["trials"]]
    return _all_alike(test, expected, outcomes)


def _mistake(test: DrawnTest, outcomes: Sequence[Outcome]) -> str | None:
    """The known wrong answer that behaves the same in every trial, or None."""
    for name in test["trials"][0]["mistakes"]:
        wrong = [trial["mistakes"][name] for trial in test["trials"]]
        alike = _all_alike(test, wrong, outcomes) and not passes(test, wrong)
        # Any value identifies a mistake; errors alone do if they say the same.
        if alike and (
            any("value" in outcome for outcome in outcomes)
            or _messages(wrong) == _messages(outcomes) != []
        ):
            return name
    return None


def _messages(outcomes: Sequence[Outcome]) -> list[str]:
    """What errors say; [] if one of them says nothing."""
    said = [outcome["error"]["message"] for outcome in outcomes]
    return said if all(said) else []


def _all_alike(
    test: DrawnTest, expected: Sequence[Outcome], outcomes: Sequence[Outcome]
) -> bool:
    return not any(
        _difference(test, *pair)
        for pair in zip(expected, outcomes, strict=True)
    )


def _difference(
    test: DrawnTest, expected: Outcome, outcome: Outcome
) -> Seen | None:
    """Say how an outcome differs from the expected one; None if it does not."""
    if "error" in expected:
        kind = expected["error"]["type"]
        if "error" in outcome and kind in outcome["error"]["kinds"]:
            return None
        got = _error(outcome) if "error" in outcome else "an answer"
        text = f"expected a {kind}, got {got}"
        return Seen(Kind.NOT_RAISED, text, wanted=kind)
    if "error" in outcome:
        return Seen(Kind.RAISED, f"it raised {_error(outcome)}")
    try:
        # A tensor as an array: PyTorch is not needed to compare its numbers.
        got = unpack(outcome["value"], tensors=False)
    except NotData as error:
        return Seen(Kind.UNREADABLE, f"the answer cannot be read: {error}")
    right = unpack(expected["value"], tensors=False)
    return compare(got, right, test["names"], test["rtol"], test["atol"])


def _error(outcome: Outcome) -> str:
    error = outcome["error"]
    message = error["message"]
    if len(message) > 300:
        message = message[:300] + " …"
    return f"{error['type']}: {message}" if message else error["type"]


def compare(
    got: Any,
    expected: Any,
    names: Sequence[str] = (),
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> Seen | None:
    """Say how ``got`` differs from ``expected``; None if it does not.

    Numbers, arrays, tensors and lists are compared by value and shape, whatever their type.
    ``names`` are those of the parts of a tuple.
    """
    name = names[0] if len(names) == 1 else "the answer"
    return _compare(got, expected, list(names), name, rtol, atol)


def _compare(
    got: Any, expected: Any, names: list[str], name: str, *tolerances: float
) -> Seen | None:
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return _other_type(name, "a dict", got)
        for key, value in expected.items():
            if key not in got:
                text = f"{name}: {key} is missing"
                return Seen(Kind.MISSING, text, key)
            # The keys of a driver's answer are sentences: they need no prefix.
            found = _compare(got[key], value, [], key, *tolerances)
            if found:
                return found
        return None
    if isinstance(expected, (tuple, list)):
        return _compare_parts(got, expected, names, name, *tolerances)
    if expected is None or isinstance(expected, str):
        if type(got) is type(expected) and got == expected:
            return None
        text = f"{name}: expected {expected!r}, got {_kind(got)}"
        return Seen(Kind.VALUE, text, name)
    return _compare_numbers(got, expected, name, *tolerances)


def _other_type(name: str, wanted: str, got: Any, more: str = "") -> Seen:
    text = f"{name}: expected {wanted}{more}, got {_kind(got)}"
    return Seen(Kind.TYPE, text, name, wanted)


def _compare_parts(
    got: Any, expected: Any, names: list[str], name: str, *tolerances: float
) -> Seen | None:
    right = _numbers(expected)
    if right is not None and right.shape == getattr(got, "shape", None):
        got = list(got)  # its rows are the parts
    if not isinstance(got, (tuple, list)):
        parts = ", ".join(names) or f"{len(expected)} values"
        wanted = "a list" if isinstance(expected, list) else "a tuple"
        return _other_type(name, wanted, got, f" ({parts})")
    if len(got) != len(expected):
        wanted = f" ({', '.join(names)})" if names else ""
        text = f"{len(expected)} values{wanted}, got {len(got)}"
        return Seen(Kind.SHAPE, f"{name}: expected {text}", name)
    for index, pair in enumerate(zip(got, expected, strict=True)):
        part = names[index] if names else f"{name}[{index}]"
        found = _compare(*pair, [], part, *tolerances)
        if found:
            # Of which element it is, its number would say: the name is told without it.
            return found if names else replace(found, part=name)
    return None


def _numbers(value: Any) -> np.ndarray | None:
    """The value as an array, or None if it is not made of numbers.

    NumPy would make an array of texts as well, and give each of them the room of the longest.
    """
    if not _is_numeric(value):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biuf" else None


def _is_numeric(value: Any) -> bool:
    """Whether a value is a number, an array, or a list of these."""
    if isinstance(value, (list, tuple)):
        return all(map(_is_numeric, value))
    return isinstance(value, (bool, int, float)) or hasattr(value, "dtype")


def _compare_numbers(
    got: Any, expected: Any, name: str, rtol: float, atol: float
) -> Seen | None:
    numbers, right = _numbers(got), _numbers(expected)
    if numbers is None or right is None:
        text = f"{name}: expected {_kind(expected)}, got {_kind(got)}"
        array = right is not None and right.ndim
        kind = Kind.TYPE if array else Kind.VALUE
        return Seen(kind, text, name, "an array" if array else "")
    if numbers.shape != right.shape:
        wanted = f"shape {right.shape}" if right.ndim else "one number"
        text = f"{name}: expected {wanted}, got {_form(numbers)}"
        return Seen(Kind.SHAPE, text, name)
    if right.dtype.kind not in "biu":
        near = np.isclose(
            numbers.astype(float), right, rtol, atol, equal_nan=True
        )
    elif numbers.dtype.kind not in "biu":
        near = np.isclose(numbers, right, 0, WHOLE)
    else:
        near = numbers == right
    if near.all():
        return None
    kinds = {"b": "booleans", "i": "whole numbers", "u": "whole numbers"}
    wanted, given = (kinds.get(a.dtype.kind, "") for a in (right, numbers))
    fitting = {
        "booleans": np.isin(numbers, (0, 1)),
        "whole numbers": numbers == np.rint(numbers),
    }.get(wanted, near | True)
    if not fitting.all() or given == "booleans" != wanted:
        shown = given if given == "booleans" and not wanted else numbers.dtype
        text = f"{name}: expected {wanted or 'numbers'}, got {shown}"
        return Seen(Kind.TYPE, text, name, wanted or "numbers")
    wrong = ~near
    fact = not right.ndim and right.dtype.kind == "b" and bool(right)
    text = _first_difference(wrong, numbers, right, name)
    return Seen(Kind.UNTRUE if fact else Kind.VALUE, text, name)


def _form(array: np.ndarray) -> str:
    """The shape of an array; a number as it is, since "shape ()" says nothing."""
    if array.ndim:
        return f"shape {array.shape}"
    number = array.item()
    shown = f"{number:.4g}" if isinstance(number, float) else number
    return f"the number {shown}" if type(number) is not bool else f"{number}"


def _first_difference(
    wrong: np.ndarray, got: np.ndarray, expected: np.ndarray, name: str
) -> str:
    infinite = wrong & ~np.isfinite(got.astype(float))
    shown = infinite if infinite.any() else wrong  # nan says the most
    where = tuple(int(i) for i in np.argwhere(shown)[0])
    wanted, given = _show(expected[where], got[where])
    values = f"expected {wanted}, got {given}"
    if not where:
        return f"{name}: {values}"
    index = ", ".join(map(str, where))
    return (
        f"{name}[{index}]: {values} "
        f"({int(wrong.sum())} of {wrong.size} values differ)"
    )


def _show(*numbers: Any) -> list[str]:
    """The numbers as texts, with enough digits to show that they differ."""
    for digits in (4, 6, 9, 17):
        texts = [
            str(number.item())
            if number.dtype.kind in "biu"
            else f"{float(number):.{digits}g}"
            for number in numbers
        ]
        if len(set(texts)) > 1:
            break
    return texts


def _kind(value: Any) -> str:
    if isinstance(value, Other):
        return str(value)
    array = None if isinstance(value, (list, tuple)) else _numbers(value)
    if array is not None and array.ndim:
        return f"an array of shape {array.shape}"
    if value is None or isinstance(value, (bool, int, float, str)):
        text = repr(value[:61] if isinstance(value, str) else value)
        return text if len(text) < 60 else text[:60] + " …"
    return f"a {type(value).__name__}"
