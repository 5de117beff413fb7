"""What a student is told of a failed test of the exam: by its kind, in words of our own.

Whoever may hand in again would soon have collected every number and input that is told. So what
is told is made of words that stand in the book's own files: those below, the names of a test's
parts, and a driver's or examiner's sentences, with "…" where it puts something in. The learner's
check, whose numbers everybody may know, says more: ``str(verdict.seen)``.
"""

import ast
from collections.abc import Iterator
from functools import cache

from graded.compare import DrawnTest, Kind, Seen, Verdict
from graded.outcome import Failure
from teaching.jail.session import common


def told(verdict: Verdict, test: DrawnTest) -> str:
    """Say what was seen, without any number or input; "" if the test was passed."""
    seen = verdict.seen
    if seen is None:
        return ""
    error = (seen.outcome or {}).get("error")
    match seen.kind:
        case Kind.RAISED if error:
            return _raised(error, _sources(test))
        case Kind.NOT_RAISED:
            came = _error(error, _sources(test)) if error else "an answer"
            return f"expected a {seen.wanted}; {came} came"
        case Kind.UNREADABLE:
            return "the answer cannot be read"
    part = _part(seen, test)
    return {
        Kind.MISSING: f"{part} is missing",
        Kind.UNTRUE: f"{part}: it is not so",
        Kind.TYPE: f"{part}: {_were(seen.wanted)} expected",
        Kind.SHAPE: f"{part}: another shape was expected",
    }.get(seen.kind, f"{part}: other values were expected")


def _sources(test: DrawnTest) -> str:
    return f"{test['driver']}\n{test.get('examiner', '')}"


def _were(wanted: str) -> str:
    return f"{wanted} {'was' if wanted.startswith('a') else 'were'}"


def _part(seen: Seen, test: DrawnTest) -> str:
    if seen.part in ("the answer", *test["names"]):
        return seen.part
    return _own_words(seen.part, _sources(test)) or "a part of the answer"


def _raised(error: Failure, driver: str) -> str:
    if error["kinds"] == [error["type"]]:  # by the harness: nobody raised it
        return error["message"]
    return f"it raised {_error(error, driver)}"


def _error(error: Failure, driver: str) -> str:
    """Return an error's type, and its message if the driver itself raises it."""
    said = _own_words(error["message"], driver, raised=True)
    return (
        f"{common(error['type'])}: {said}" if said else common(error["type"])
    )


def _own_words(text: str, driver: str, raised: bool = False) -> str:
    """Return the sentence of the driver that a text is; "" if it is none."""
    fitting = [
        "".join(pieces)
        for pieces in _sentences(driver, raised)
        if _is_made_of(text, pieces)
    ]
    return max(fitting, key=len, default="")


def _is_made_of(text: str, pieces: list[str]) -> bool:
    """Whether a text is these pieces in a row, anything in place of "…"; each is found once."""
    first, *rest = "".join(pieces).split("…")
    if not rest:
        return text == first
    *middle, last = rest
    at = len(first)
    for piece in middle:
        at = text.find(piece, at) + len(piece)
        if at < len(piece):
            return False
    return (
        text.startswith(first)
        and text.endswith(last)
        and at + len(last) <= len(text)
    )


@cache
def _sentences(driver: str, raised: bool) -> list[list[str]]:
    """Return the texts that stand in a driver, or in what it raises; what it puts in is "…"."""
    return [
        pieces
        for node in ast.walk(ast.parse(driver))
        if isinstance(node, ast.Raise) or not raised
        for pieces in _texts(node)
        if any(piece.strip(" …") for piece in pieces)
    ]


def _texts(node: ast.AST) -> Iterator[list[str]]:
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr):
            yield [
                str(part.value) if isinstance(part, ast.Constant) else "…"
                for part in each.values
            ]
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield [each.value]
