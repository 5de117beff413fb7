"""Asks an answer and judges what comes back, outside the process that the answer runs in.

Most tests call the answer once, by a driver that stands beside it and is sent all inputs. What a
student must not see, such as the translations that a trained network is judged by, is not sent: an
examiner, the source of ``def examine(ask, *inputs)``, gets all inputs, sends what the driver needs,
and returns what is compared::

    ask(*inputs)                the value of the driver for these
    ask(*inputs, fresh=True)    the same in a new process that remembers nothing
    ask(*inputs, oracle=f)      the driver gets a function as its first input: f, asked from there

What comes from there is data, in which tensors have become arrays; the examiner must not believe
its shapes. Where the oracle raises, the call has ended, and the error comes out of ``ask``.
"""

from collections.abc import Callable
from typing import Any

from graded.outcome import Outcome, describe, outcome_of, run
from graded.values import NotData, Packed, pack, unpack

Oracle = Callable[..., Any]
# (inputs, whether in a fresh process, what the driver may ask) -> outcome
Call = Callable[[list[Packed], bool, Oracle | None], Outcome]


class CallsEnded(Exception):
    """Nothing more can be asked, and there is no outcome."""


class _Ended(BaseException):
    """A call without a value: the trial has its outcome."""

    def __init__(self, outcome: Outcome):
        self.outcome = outcome


def examined(examiner: str, inputs: list[Packed], call: Call) -> Outcome:
    """The outcome of one trial; without an examiner, that of one call with all inputs."""
    if not examiner:
        return call(inputs, False, None)

    def ask(
        *given: Any, fresh: bool = False, oracle: Oracle | None = None
    ) -> Any:
        outcome = call([pack(each) for each in given], fresh, oracle)
        try:
            return unpack(outcome["value"], tensors=False)
        except (KeyError, NotData):  # an error, or what cannot be read
            raise _Ended(outcome) from None

    try:
        examine = run(examiner)["examine"]
        return {"value": pack(examine(ask, *map(unpack, inputs)))}
    except _Ended as ended:
        return ended.outcome
    except CallsEnded:
        raise
    except Exception as error:  # of the oracle, or about what came back
        return {"error": describe(error)}


def here(
    answer: Any, driver: str, errors: list[Exception] | None = None
) -> Call:
    """Calls in this process, where no other is at hand: what is asked is data all the same.

    ``errors`` gets the exceptions that the answer raises.
    """

    def call(
        inputs: list[Packed], fresh: bool, oracle: Oracle | None
    ) -> Outcome:
        sent = [unpack(each) for each in inputs]
        if not oracle:
            return outcome_of(answer, driver, sent, errors)
        raised: list[BaseException] = []

        def asked(*question: Any) -> Any:
            if raised:  # whatever an answer has caught: the call has ended
                raise raised[0]
            try:
                given = unpack(pack(list(question)), tensors=False)
                return unpack(pack(oracle(*given)))
            except BaseException as error:
                raised.append(error)
                raise

        outcome: Outcome = {}
        try:
            outcome = outcome_of(answer, driver, [asked, *sent], errors)
        finally:
            if raised:
                raise raised[0]
        return outcome

    return call
