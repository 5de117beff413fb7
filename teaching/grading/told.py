"""What a student is told of a failed test of the exam."""

import re
from typing import Any

from graded.compare import Verdict
from teaching.jail.session import common


def told(verdict: Verdict, outcomes: list[dict[str, Any]], driver: str) -> str:
    """Say what was seen, without any number or input; "" if the test was passed."""
    failed = {
        f"it raised {error['type']}: {error['message']}": error["message"]
        for error in (each.get("error") for each in outcomes)
        if error and error["kinds"] == [error["type"]]
    }  # by the harness: nobody raised these
    return failed.get(verdict.observed) or unrevealing(
        verdict.observed, driver
    )


def unrevealing(observed: str, driver: str) -> str:
    """Say what was seen in a failed test of the exam without any of its numbers and inputs.

    Of errors the type is left, and the message if it is the driver's own: any other may hold what
    the answer was called with. The learner's check, whose numbers everybody may know, says more.
    """
    if not observed:
        return ""
    if found := re.fullmatch(
        r"it raised (\w+)(?:: (.*))?", observed, re.DOTALL
    ):
        return _raised(found[1], found[2] or "", driver)
    if found := re.fullmatch(
        r"(expected an? \w+), got (.*)", observed, re.DOTALL
    ):
        kind, _, message = found[2].partition(": ")
        got = (
            found[2] if kind == "an answer" else _raised(kind, message, driver)
        )
        return f"{found[1]}; {got.removeprefix('it raised ')} came"
    if observed.startswith("the answer cannot be read"):
        return "the answer cannot be read"
    name, _, rest = observed.partition(": expected ")
    name = _masked(re.sub(r"(\[[\d, ]+\])+$", "", name))
    if not rest:
        return name  # a part that is missing
    if rest.startswith("True, got ") and not observed.startswith(f"{name}["):
        return f"{name}: it is not so"
    for kind in ("booleans", "whole numbers", "numbers"):
        if rest.startswith(kind):
            return f"{name}: {kind} were expected"
    for kind in ("an array", "a dict", "a list", "a tuple"):
        if rest.startswith(kind):
            return f"{name}: {kind} was expected"
    if rest.startswith("shape ") or re.match(r"\d+ values", rest):
        return f"{name}: another shape was expected"
    return f"{name}: other values were expected"


def _raised(kind: str, message: str, driver: str) -> str:
    kind = common(kind)
    said = message and any(
        message in line or message.split(" ", 1)[-1] in line
        for line in driver.splitlines()
        if "raise" in line or "refuse" in line
    )
    return f"it raised {kind}: {message}" if said else f"it raised {kind}"


def _masked(name: str) -> str:
    """A driver's sentence without the inputs that it names."""
    name = re.sub(r"'[^']*'", "…", name)
    name = re.sub(r"[-+]?\d[\d.]*", "…", name)
    return re.sub(r"[\[({]*…[\])}]*(?:[\s,\[\](){}]+…[\])}]*)*", "…", name)
