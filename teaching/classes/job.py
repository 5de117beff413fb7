"""What is done with each content, on whatever machine: bytes in, a result and its seconds out."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from teaching.grading.answers import Exam
from teaching.grading.archives import Handed
from teaching.grading.results import Result, needs_human
from teaching.jail.sandbox import NoJail
from teaching.refused import Refused

Timed = tuple[Result, float]  # and the seconds that it took
# By SHA-256, with the seconds that it may take.
Contents = dict[str, tuple[Handed, float]]
Graded = tuple[str, Result, float]  # SHA-256, result, seconds
Results = Generator[Graded, None, None]


def content_of(handed: Handed) -> bytes:
    """Return what was handed in; raises Refused if it has gone."""
    try:
        return handed.data
    except OSError as error:
        raise Refused(
            f"{handed.file} of {handed.student} can no longer be read "
            f"({error}). What is graded is kept. Remedy: put it back and give "
            "the same command."
        ) from error


@dataclass(frozen=True)
class Job:
    """What every job needs besides the content; pickled once for each worker.

    ``grade(data, exam, unsafe=..., seconds=...)`` must be a module's function, so that workers
    find it.
    """

    grade: Callable[..., Result]
    exam: Exam
    unsafe: bool = False

    def __call__(self, data: bytes, most: float) -> Timed:
        """Grade one content in at most so many seconds.

        Raises NoJail only: anything else that goes wrong in the grader needs a human. So any
        other error that comes from a worker is the machinery's, and no submission is to blame.
        """
        start = time.monotonic()
        try:
            result = self.grade(
                data, self.exam, unsafe=self.unsafe, seconds=most
            )
            # No mark may come from a broken one.
            if not isinstance(result, Result):
                result = needs_human("the grader returned no result")
        except NoJail:
            raise
        except Exception as error:
            result = needs_human(
                f"the grader itself failed: {type(error).__name__}: {error}"
            ).cleaned()
        return result, time.monotonic() - start


def stopped(error: Exception) -> Refused:
    """The machinery does not work: the run ends without a result, and can go on later."""
    name = "" if isinstance(error, NoJail) else f"{type(error).__name__}: "
    return Refused(
        f"a worker cannot grade: {name}{' '.join(str(error).split())}. What "
        "is graded is kept. Remedy: have the same book, the same environment "
        "and bubblewrap on every machine; then give the same command."
    )
