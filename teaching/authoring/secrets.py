"""What an answer could read off where it runs, instead of computing it.

The driver and the answer share a process. So whatever the driver is sent, and whatever it has made
of it when it calls the answer, is searched for what is expected: numbers, exact or rounded, and
texts.
"""

import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from types import FrameType, FunctionType
from typing import Any

import numpy as np
import torch

from graded import outcome
from graded.compare import DrawnTest
from graded.outcome import Outcome
from graded.surroundings import undisturbed
from graded.values import unpack
from teaching.authoring.case import alone

FEWEST = 4  # numbers in a row, or letters, that are no accident
MANY = 100  # numbers, of which some is as near to another as rounding
DIGITS = (3, 4, 5, 6)  # of a number that is rounded
DEEPEST = 6


def secrets_in(test: DrawnTest, solution: Any) -> list[str]:
    """The parts of what is expected that the driver holds when it calls the answer.

    What the answer has told in an earlier call is no secret. Nor is an input that must stay as it
    was: such a part is called "…, afterwards".
    """
    found = []
    for trial in test["trials"]:
        if "value" not in trial["expected"]:
            continue
        held, said = _held_and_said(test, trial["inputs"], solution)
        expected = unpack(trial["expected"]["value"], tensors=False)
        for part, needle in _parts(expected):
            if part.endswith("afterwards"):
                continue
            told = next(
                (n for n, its in enumerate(said) if _is_in_any(needle, its)),
                len(said),
            )
            if _is_in_any(needle, chain(*held[: told + 1])):
                found.append(part)
    return list(dict.fromkeys(found))


Held = list[list[Any]]  # numbers and texts, call by call


def _held_and_said(
    test: DrawnTest, inputs: list[Any], solution: Any
) -> tuple[Held, Held]:
    """What the driver holds when it calls the answer for the first time, and what it returns."""
    held: Held = []
    outcomes: list[Outcome] = []
    written = [np.array([n]) for n in _written(test["driver"])]

    def answer(*given: Any, **named: Any) -> Any:
        # Later calls of the same driver are made beside what the answer gave before.
        if len(held) == len(outcomes):
            held.append([test["driver"], *written])
            frame: FrameType | None = sys._getframe(1)
            while frame and frame.f_code.co_filename == outcome.__file__:
                frame = frame.f_back  # what calls the answer for the driver
            while frame and frame.f_code.co_filename == "<driver>":
                held[-1].extend(numbers_and_texts(dict(frame.f_locals)))
                frame = frame.f_back
        return solution(*given, **named)

    with undisturbed():
        alone(answer, test, inputs, said=outcomes)
    said = [
        list(numbers_and_texts(unpack(each["value"], tensors=False)))
        for each in outcomes
        if "value" in each
    ]
    return held, said


def numbers_and_texts(value: Any, depth: int = 0) -> Iterator[Any]:
    """All arrays and texts in a value; a list of numbers as one array."""
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, torch.Tensor):
        yield np.array(value.detach().cpu().double())
    elif isinstance(value, (np.ndarray, np.generic, bool, int, float)):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            yield array.astype(float)
    elif isinstance(value, (list, tuple, set, frozenset)):
        flat = list(value)
        if len(flat) > 1 and all(isinstance(n, (int, float)) for n in flat):
            yield np.array(flat, dtype=float)
            return
        parts = [list(numbers_and_texts(v, depth + 1)) for v in flat]
        yield from (each for part in parts for each in part)
        rows = [part[0] for part in parts if len(part) == 1]
        if len(rows) > 1 and not any(isinstance(r, str) for r in rows):
            yield np.concatenate([row.ravel() for row in rows])
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from numbers_and_texts(key, depth + 1)
            yield from numbers_and_texts(each, depth + 1)
    elif isinstance(value, FunctionType):
        if value.__code__.co_filename == "<driver>":
            for cell in value.__closure__ or ():
                yield from numbers_and_texts(cell.cell_contents, depth + 1)
    elif type(value).__module__ == "driver" and hasattr(value, "__dict__"):
        yield from numbers_and_texts(vars(value), depth + 1)


def _written(source: str) -> list[float]:
    """The numbers that stand in a source."""
    return [float(n) for n in re.findall(r"(?<!\w)\d+\.\d{3,}", source)]


def _parts(value: Any, name: str = "the answer") -> Iterator[tuple[str, Any]]:
    """What is expected, by its names: arrays, and texts; without facts and small numbers."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _parts(each, key)
        return
    for each in numbers_and_texts(value):
        if _is_telling(each):
            yield name, each


def _is_telling(value: Any) -> bool:
    if isinstance(value, str):  # which error is asked for is said anyway
        return len(value) >= FEWEST and not hasattr(builtins, value)
    whole = (value == np.rint(value)).all()
    if value.size == 1:
        return not whole or abs(value.item()) >= 10**6
    return value.size >= FEWEST and len(set(value.ravel().tolist())) > 2


def _is_in_any(needle: Any, held: Iterable[Any]) -> bool:
    held = list(held)
    return any(_is_in(needle, each) for each in held) or _by_rows(needle, held)


def _by_rows(needle: Any, held: list[Any]) -> bool:
    """Whether its rows stand in others, one after another."""
    if isinstance(needle, str) or needle.ndim != 2 or len(needle) < FEWEST:
        return False
    if needle.shape[1] < FEWEST:
        return False
    arrays = [each for each in held if not isinstance(each, str)]
    tables = [
        each.reshape(-1, each.shape[-1]) for each in arrays if each.ndim > 1
    ]
    tables.append([each for each in arrays if each.ndim < 2])  # lists of lists
    for table in tables:
        others = iter(table)
        if all(any(_is_in(row, each) for each in others) for row in needle):
            return True
    return False


def _is_in(needle: Any, hay: Any) -> bool:
    if isinstance(needle, str) or isinstance(hay, str):
        return (
            isinstance(needle, str) and isinstance(hay, str) and needle in hay
        )
    needle, hay = needle.ravel(), hay.ravel()
    if not 0 < needle.size <= hay.size:
        return False
    forms = [needle, *(np.round(needle, digits) for digits in DIGITS)]
    lone = (
        needle.size == 1 and hay.size > MANY
    )  # one of them is near by accident
    return any(
        _runs(form, hay, exactly=n > 0 or lone) for n, form in enumerate(forms)
    )


def _runs(needle: np.ndarray, hay: np.ndarray, exactly: bool) -> bool:
    """Whether the numbers stand one after another among those."""
    rtol, atol = (1e-12, 0.0) if exactly else (1e-6, 1e-9)
    starts = hay[: hay.size - needle.size + 1]
    for at in np.flatnonzero(np.isclose(starts, needle[0], rtol, atol)):
        if np.allclose(hay[at : at + needle.size], needle, rtol, atol):
            return True
    return False
