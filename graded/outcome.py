"""The outcome of a call, a value or an error, and a case with all outcomes of an exercise: data.

The same few lines run a learner's answer in the notebook, a student's in the grader's jail, and
the solution and the known wrong answers on the teacher's side.
"""

from functools import cache
from typing import Any, NotRequired, TypedDict

from graded.values import Packed, pack

CALL = """\
def driver(answer, *inputs):
    return answer(*inputs)
"""  # how most answers are called; an exercise may bring its own `driver`


class Failure(TypedDict):
    """An exception as data: its type, the types it descends from, its message."""

    type: str
    kinds: list[str]
    message: str


class Outcome(TypedDict, total=False):
    """What a call gave: one of the two."""

    value: Packed
    error: Failure


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


@cache
def _compiled(source: str) -> Any:
    return compile(source, "<driver>", "exec")


def outcome_of(
    answer: Any,
    source: str,
    inputs: list[Any],
    errors: list[Exception] | None = None,
) -> Outcome:
    """Call the answer through the function ``driver(answer, *inputs)`` of this source.

    ``errors`` gets the exception, if there is one.
    """
    names: dict[str, Any] = {"__name__": "driver"}
    try:
        exec(_compiled(source), names)
        return {"value": pack(names["driver"](answer, *inputs))}
    except Exception as error:
        if errors is not None:
            errors.append(error)
        return {"error": describe(error)}


def describe(error: BaseException) -> Failure:
    """An exception as data."""
    try:
        message = str(error)
    except Exception:  # an error that cannot even say what it is
        message = ""
    return {
        "type": type(error).__name__[:100],
        "kinds": [kind.__name__[:100] for kind in type(error).__mro__][:20],
        "message": message[:2000],
    }
