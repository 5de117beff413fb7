"""Cheap answers: what a student may try who has solved nothing. Each earns 0 points.

Two kinds. Some are functions, called as any answer is. The others are a worker that was tampered
with: it says of itself whatever a test wants to hear (that a list is unchanged, that an error was
raised) in values of the right type and shape, but does not know the numbers; or it repeats what it
has seen in the open cases, which everybody has.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from graded.compare import DrawnTest, Trial, passes
from graded.examine import examined
from graded.outcome import Outcome
from graded.values import pack, unpack
from teaching.authoring.case import alone

MOST_CALLS = 100  # of one trial
CONSTANTS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 42, -1, 0.0, 0.4, 0.5, 1.0),
    *("", [], {}),
)
ERRORS = (ValueError, TypeError, IndexError, RuntimeError, AssertionError)


def _constant(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


def _raise(error: type[Exception]) -> Callable[..., Any]:
    def answer(*_: Any, **__: Any) -> Any:
        raise error("no")

    return answer


def _on_numbers(change: Callable[[Any], Any]) -> Callable[..., Any]:
    """Give every array among the inputs changed; of several a tuple, and a single one alone."""

    def answer(*inputs: Any, **_: Any) -> Any:
        found = [
            change(each)
            for each in inputs
            if isinstance(each, (np.ndarray, torch.Tensor))
        ]
        return found[0] if len(found) == 1 else tuple(found)

    return answer


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f"return {value!r}": _constant(value) for value in CONSTANTS},
    "return set()": _constant(set()),
    **{f"raise {each.__name__}": _raise(each) for each in ERRORS},
    "the first input": lambda *inputs, **_: inputs[0] if inputs else None,
    "the last input": lambda *inputs, **_: inputs[-1] if inputs else None,
    "the first input, twice": lambda *inputs, **_: (*inputs[:1], *inputs[:1]),
    "all inputs": lambda *inputs, **_: inputs,
    "zeros like the inputs": _on_numbers(lambda x: 0 * x),
    "ones like the inputs": _on_numbers(lambda x: 0 * x + 1),
    "random like the inputs": _on_numbers(
        lambda x: np.random.normal(size=tuple(x.shape))
    ),
    "the mean of the inputs": _on_numbers(lambda x: 1.0 * x.sum() / x.size),
}


def _mean(x: Any) -> Any:
    # Uniform weights have it by chance; of a single number it would be the answer.
    return np.full(x.shape, x.astype(float).mean() if x.size > 1 else 0.5)


def _some(x: Any) -> Any:
    # Seeded by the size alone: what an answer guesses is the same in every draw.
    rng = np.random.default_rng(x.size)
    if x.dtype.kind == "b":
        return rng.random(x.shape) < 0.5
    return rng.normal(size=x.shape) if x.dtype.kind == "f" else x * 0 + 2


FILLED: dict[str, Callable[[Any], Any]] = {
    "the right shape, zeros": np.zeros_like,
    "the right shape, ones": np.ones_like,
    "the right shape, random": _some,
    "the right shape, the mean": _mean,
}


Claims = list[Outcome]  # what a worker says in the calls of one trial


def earned(
    tests: list[DrawnTest], seen: list[DrawnTest], solution: Any
) -> dict[str, list[str]]:
    """Return {test: the cheap answers that pass it}; ``seen`` are the tests of the open case."""
    found: dict[str, list[str]] = {}
    for test, known in zip(tests, seen, strict=True):
        replayed = [_said(known, each, solution) for each in known["trials"]]
        passing = set(FUNCTIONS) | set(FILLED) | {"replay of the open case"}
        for trial in test["trials"]:
            said = _said(test, trial, solution)
            passing = {
                name
                for name in passing
                if _passes(name, test, trial, said, replayed)
            }
        if passing:
            found[test["name"]] = sorted(passing)
    return found


def _said(test: DrawnTest, trial: Trial, solution: Any) -> Claims:
    """What a worker with the solution says, call by call."""
    if not test["examiner"]:
        return [trial["expected"]]
    said: Claims = []
    alone(solution, test, trial["inputs"], said=said)
    return said


def _passes(
    name: str, test: DrawnTest, trial: Trial, said: Claims, seen: list[Claims]
) -> bool:
    """Whether a cheap answer passes one trial."""
    if name in FUNCTIONS:
        outcomes = [alone(FUNCTIONS[name], test, trial["inputs"])]
    else:
        claims = seen
        if name in FILLED:
            claims = [[_filled(each, FILLED[name]) for each in said]]
        outcomes = [_heard(test, trial, each) for each in claims]
    alone_in_it: DrawnTest = {**test, "trials": [trial]}
    return any(passes(alone_in_it, [each]) for each in outcomes)


def _heard(test: DrawnTest, trial: Trial, claims: Claims) -> Outcome:
    """The outcome of a trial in which a worker says this, call by call, and asks nothing."""
    left = iter([*claims, *claims[-1:] * MOST_CALLS])
    return examined(test["examiner"], trial["inputs"], lambda *_: next(left))


def _filled(expected: Outcome, fill: Callable[[Any], Any]) -> Outcome:
    if "error" in expected:
        return expected
    return {"value": pack(_fill(unpack(expected["value"]), fill))}


def _fill(value: Any, fill: Callable[[Any], Any], listed: bool = False) -> Any:
    """The value with other numbers; what is said in a word or by True and False stays."""
    if isinstance(value, dict):
        return {key: _fill(each, fill) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_fill(each, fill, listed=True) for each in value]
    if isinstance(value, str):
        return "" if listed else value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return fill(np.asarray(value)).item()
    return fill(np.asarray(value))
