"""What an exercise must pass before a class gets it; each gate gives its complaints in plain words.

Answers known to be right get full marks, answers known to be wrong get the points and the hint
that they should, no lazy answer earns much, and no mutant of the solution passes unless a reason
is given.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from book.reader.chapters import context_of
from graded.compare import Case, DrawnTest, passes
from graded.surroundings import undisturbed
from teaching.authoring import fair
from teaching.authoring.case import OPEN_SEED, build_case, outcomes
from teaching.authoring.enemies import FEWEST, enemies_of, kept, seen_in
from teaching.authoring.exercise import FORMS, Exercise
from teaching.authoring.mutants import mutants
from teaching.authoring.secrets import secrets_in

SEEDS = (OPEN_SEED, 1)
LONGEST_HINT = 160  # characters
# A mutant that takes so many times as long as the solution, and so many seconds, is endless. One
# that is listed as equivalent is known to end, and a busy machine must not stop it before.
TIMES, SECONDS = 10, 0.5
TIMES_IF_LISTED = 10 * TIMES


@dataclass
class Drawn:
    """An exercise with its cases by their seeds; a gate that needs one more builds it."""

    exercise: Exercise
    cases: dict[int, Case] = field(default_factory=dict)
    seeds: tuple[int, ...] = SEEDS  # with which known answers are tried

    def case(self, seed: int) -> Case:
        """The drawn case of the exercise, with what each wrong answer gives."""
        if seed not in self.cases:
            self.cases[seed] = build_case(self.exercise, seed)
        return self.cases[seed]


def complaints(exercise: Exercise) -> list[str]:
    """All complaints about an exercise, in the order of the gates."""
    drawn = Drawn(exercise)
    return [complaint for gate in GATES for complaint in gate(drawn)]


# The gates -----------------------------------------------------------------------------------


def hints_are_clear(drawn: Drawn) -> list[str]:
    """Each wrong answer loses points and has a short hint of its own."""
    found, seen = [], dict[str, str]()
    for wrong in drawn.exercise.wrong:
        hint, said = wrong.hint, []
        if wrong.points >= drawn.exercise.points:
            said.append(
                "a wrong answer gets fewer than all "
                f"{drawn.exercise.points} points. Remedy: write a test that "
                "it fails, or call it right."
            )
        if hint in seen:
            said.append(
                f"it has the hint of {seen[hint]}. Remedy: say what is "
                "different in this mistake."
            )
        seen.setdefault(hint, wrong.name)
        if hint.endswith("."):
            said.append("a hint ends without a full stop.")
        if len(hint) > LONGEST_HINT:
            said.append(
                f"the hint has {len(hint)} characters, at most {LONGEST_HINT} "
                "are read."
            )
        found += [f"the wrong answer {wrong.name}: {each}" for each in said]
    return found


def the_stub_is_a_stub(drawn: Drawn) -> list[str]:
    """The stub raises NotImplementedError, which the check leaves alone."""
    first = drawn.case(OPEN_SEED)["tests"][0]
    try:
        stub = drawn.exercise.answer(drawn.exercise.stub)
    except Exception as error:
        return [f"the stub cannot be run: {type(error).__name__}: {error}"]
    with undisturbed():
        raised = outcomes(first, stub)[0].get("error")
    if raised and raised["type"] == "NotImplementedError":
        return []
    return [
        f"the stub does not raise NotImplementedError in test "
        f"{first['name']!r}. Remedy: let the stub raise it, and no driver "
        "catch it in the first test."
    ]


def right_answers_get_full_marks(drawn: Drawn) -> list[str]:
    """All right answers, the solution too, pass every test."""
    found = []
    # Two threads may add in another order; what is right is right for both.
    for threads, seed in enumerate(drawn.seeds, start=1):
        its = drawn.exercise
        if threads > 1:
            right = {"of the chapter": its.reference, **its.right}
            its = replace(its, right=right)
        said = fair.right_answers(its, drawn.case(seed), threads)
        found += [f"{each} (seed {seed}, {threads} threads)" for each in said]
    return found


def wrong_answers_are_told_apart(drawn: Drawn) -> list[str]:
    """Each wrong answer gets the points that it says, and its own hint."""
    return [
        f"{said} (seed {seed})"
        for seed in drawn.seeds
        for said in fair.wrong_answers(drawn.exercise, drawn.case(seed))
    ]


def no_secret_is_sent(drawn: Drawn) -> list[str]:
    """What is expected is not among what a driver is sent, or makes, beside the answer."""
    its = drawn.exercise
    solution = its.answer(its.reference)
    return [
        f"the driver of test {test['name']!r} holds what is expected as "
        f"{part!r}, where the answer can read it. Remedy: send the question "
        "alone, and judge in an examiner what comes back."
        for test in drawn.case(OPEN_SEED)["tests"]
        for part in secrets_in(test, solution)
    ]


def cheap_answers_earn_nothing(drawn: Drawn) -> list[str]:
    """Constants, the input, errors, right shapes and repeated open cases earn nothing."""
    _, seed = SEEDS
    seen = drawn.case(OPEN_SEED)["tests"]
    return [
        f"{said} (seed {seed}). Remedy: let it compare drawn numbers too, "
        "from a call that must succeed."
        for said in fair.cheap_answers(drawn.exercise, drawn.case(seed), seen)
    ]


def enemies_keep_little(drawn: Drawn) -> list[str]:
    """Two enemies attack; none keeps more than a quarter of the points, or as its line says."""
    its = drawn.exercise
    opened, tests = (drawn.case(seed)["tests"] for seed in SEEDS)
    seen = seen_in(its, opened)
    found, attack = [], 0
    for enemy in enemies_of(its, opened, seen):
        attack += 1
        points, broken = kept(its, enemy, tests, seen)
        if broken:
            found.append(f"the enemy {enemy.name} does not run: {broken}")
        if points > enemy.points:
            found.append(
                f"the enemy {enemy.name} keeps {points} of {its.points} "
                f"points, at most {enemy.points}. Remedy: judge outside what comes "
                "back (an examiner), or say in the exercise and in the "
                "enemy's line why that is its rule."
            )
    if attack < FEWEST:
        found.append(
            f"{attack} enemies attack it, not {FEWEST}. Remedy: write more, "
            f"below a line `# %% {FORMS['enemy']}`."
        )
    return found


def mutants_are_caught(drawn: Drawn) -> list[str]:
    """Each mutant of the solution fails a test, or EQUIVALENT says why none can tell."""
    exercise = drawn.exercise
    # A name that a mutant lacks is not found by luck elsewhere in the chapter.
    context = compile(
        context_of(exercise.chapter, exercise.reference), "<context>", "exec"
    )
    made, listed = mutants(exercise.reference), exercise.equivalent
    drawn_tests = [
        _cheapest_first(drawn.case(seed)["tests"], exercise) for seed in SEEDS
    ]
    survivors = set()
    for description, code in made.items():
        answer = partial(exercise.answer, code, context)
        times = TIMES_IF_LISTED if description in listed else TIMES
        if all(
            _survives(answer, trials, max(times * seconds, SECONDS))
            for trials, seconds in drawn_tests
        ):
            survivors.add(description)
    found = [
        f"a mutant passes all tests: {each}. Remedy: a test that tells it "
        "from the solution; or if no test can, an entry in EQUIVALENT with "
        f"the reason. It is\n{code}"
        for each, code in made.items()
        if each in survivors and each not in listed
    ]
    for each, reason in listed.items():
        if each not in survivors:
            what = "caught by a test" if each in made else "no mutant"
            found.append(
                f"EQUIVALENT: {each!r} is {what}. Remedy: take the entry out."
            )
        if not reason:
            found.append(f"EQUIVALENT: {each!r} lacks its reason.")
    return found


GATES: tuple[Callable[[Drawn], list[str]], ...] = (
    hints_are_clear,
    the_stub_is_a_stub,
    right_answers_get_full_marks,
    wrong_answers_are_told_apart,
    no_secret_is_sent,
    cheap_answers_earn_nothing,
    enemies_keep_little,
    mutants_are_caught,
)


def _cheapest_first(
    tests: list[DrawnTest], exercise: Exercise
) -> tuple[list[DrawnTest], float]:
    """Return the trials by the time that the solution takes, as tests, and how long all take.

    Most mutants fail in any of them; so few are tried on those that train a network.
    """
    timed: list[tuple[float, DrawnTest]] = []
    with undisturbed():
        answer = exercise.answer(exercise.reference)
        for test in tests:
            for trial in test["trials"]:
                single: DrawnTest = {**test, "trials": [trial]}
                begun = time.process_time()
                outcomes(single, answer)
                timed.append((time.process_time() - begun, single))
    timed.sort(key=lambda each: each[0])
    return [test for _, test in timed], sum(seconds for seconds, _ in timed)


def _survives(
    answer: Callable[[], Any], trials: list[DrawnTest], most: float
) -> bool:
    """Whether a mutant gives what is expected in every trial."""
    try:
        with undisturbed(), _time_limit(most):
            mutant = answer()
            return all(passes(each, outcomes(each, mutant)) for each in trials)
    except _TooLong:
        return False
    except Exception:  # it cannot even be defined
        return False


class _TooLong(BaseException):
    """Not an Exception: no answer can catch it by accident."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop what loops for ever; the alarm repeats in case one is swallowed.

    Time on the processor counts: whatever else the machine does is not the mutant's fault.
    """

    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
