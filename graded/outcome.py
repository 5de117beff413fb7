"""The outcome of a call, a value or an error, and a case with all outcomes of an exercise: data.

The same few lines run a learner's answer in the notebook, a student's in the grader's jail, and
the solution and the known wrong answers on the teacher's side.
"""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from itertools import islice
from typing import Any, TypedDict

from graded.values import MOST_ITEMS, Packed, pack

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


@cache
def _compiled(source: str) -> Any:
    return compile(source, "<driver>", "exec")


def run(source: str) -> dict[str, Any]:
    """The names that the source of a driver, or of an examiner, defines."""
    names: dict[str, Any] = {"__name__": "driver"}
    exec(_compiled(source), names)
    return names


def outcome_of(
    answer: Any,
    source: str,
    inputs: list[Any],
    errors: list[Exception] | None = None,
) -> Outcome:
    """Call the answer through the function ``driver(answer, *inputs)`` of this source.

    ``errors`` gets the exception, if there is one.
    """
    try:
        if not isinstance(answer, type):
            answer = _at_once(answer)
        return {"value": pack(run(source)["driver"](answer, *inputs))}
    except Exception as error:
        if errors is not None:
            errors.append(error)
        return {"error": describe(error)}


def _at_once(answer: Callable[..., Any]) -> Callable[..., Any]:
    """The answer, where a generator works while it is called: a driver may count or measure."""

    @wraps(answer)
    def called(*given: Any, **named: Any) -> Any:
        returned = answer(*given, **named)
        if not isinstance(returned, Iterator):
            return returned
        items = list(islice(returned, MOST_ITEMS + 1))
        return items if len(items) <= MOST_ITEMS else _after(items, returned)

    return called


def _after(items: list[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from items
    yield from rest


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
