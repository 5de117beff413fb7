"""What a submission got: of a test, an exercise, a submission; as values, and as data for the log.

A result holds no number of a drawn test and no input: who may hand in again would soon have
collected all that is expected.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What became of an exercise."""

    ANSWERED = "answered"
    STUB = "stub"  # as it was handed out
    MISSING = "missing"


class Status(StrEnum):
    """What became of a submission."""

    GRADED = "graded"
    NEEDS_HUMAN = "needs-human"


@dataclass
class TestResult:
    """A test, and what the student is told of it."""

    name: str
    description: str
    max_points: int
    points: int = 0
    passed: bool = False
    observed: str = ""
    mistake: str = ""  # the known one that was seen


@dataclass
class ExerciseResult:
    """An exercise; its points are those of its tests."""

    id: str
    title: str
    max_points: int
    state: State
    note: str = ""
    tests: list[TestResult] = field(default_factory=list)

    @property
    def points(self) -> int:
        """The points of all tests."""
        return sum(test.points for test in self.tests)

    @property
    def is_solved(self) -> bool:
        """Whether it has all points."""
        return self.points == self.max_points


@dataclass
class Result:
    """A submission. If it needs a human, ``reason`` says why, and the points are certain."""

    status: Status
    reason: str = ""
    chapter: str = ""
    notes: list[str] = field(default_factory=list)
    exercises: list[ExerciseResult] = field(default_factory=list)

    @property
    def points(self) -> int:
        """The points of all exercises."""
        return sum(each.points for each in self.exercises)

    @property
    def max_points(self) -> int:
        """The points that there are."""
        return sum(each.max_points for each in self.exercises)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def cleaned(self) -> "Result":
        """Return it with texts that can be written to any file."""
        return result_of(clean(self.as_data()))


def needs_human(reason: str) -> Result:
    """Return the result of a submission that could not be graded."""
    return Result(Status.NEEDS_HUMAN, reason)


def result_of(data: Mapping[str, Any]) -> Result:
    """Return a result that was data; raises KeyError, TypeError or ValueError if it is none."""
    exercises = [_exercise_of(each) for each in data["exercises"]]
    status = Status(data["status"])
    return Result(**{**data, "status": status, "exercises": exercises})


def _exercise_of(data: Mapping[str, Any]) -> ExerciseResult:
    tests = [TestResult(**test) for test in data["tests"]]
    state = State(data["state"])
    return ExerciseResult(**{**data, "state": state, "tests": tests})


def clean(value: Any) -> Any:
    """Return the same data without signs that no file or terminal should get."""
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8")
        return "".join(
            c if c.isprintable() or c in "\n\t" else "�" for c in text
        )
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    return value
