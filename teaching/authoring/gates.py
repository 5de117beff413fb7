"""What an exercise must pass before a class gets it; each gate gives its complaints in plain words.

Answers known to be right get full marks, answers known to be wrong get the points and the hint
that they should, and no mutant of the solution passes unless a reason is given.
"""

import random
import signal
import time
import warnings
from contextlib import contextmanager
from functools import partial
from itertools import product

import torch

from book.reader.chapters import context_of
from graded.compare import judge, passes
from graded.outcome import outcome_of
from graded.surroundings import undisturbed
from graded.values import unpack
from teaching.authoring import cheap, fair
from teaching.authoring.case import OPEN_SEED, DrawnTests, case_of
from teaching.authoring.exercise import ExerciseError
from teaching.authoring.mutants import mutants

SEEDS = (OPEN_SEED, 1)
LONGEST_HINT = 160  # characters
# A mutant that takes so many times as long as the solution, and so many seconds, is endless. One
# that is listed as equivalent is known to end, and a busy machine must not stop it before.
TIMES, SECONDS = 10, 0.5
TIMES_IF_LISTED = 10 * TIMES


class Drawn:
    """An exercise with its tests drawn, once for each seed; all gates share them.

    ``patience`` is for exercises that train networks. After so many seconds no further answer and
    no further mutant is tried: a third of them is for right answers, a third for wrong ones.
    Mutants come in an order that is drawn at random, but always the same. By default all are
    tried, and the answers with two seeds.
    """

    def __init__(self, exercise, patience=float("inf")):
        self.exercise = exercise
        self._patience, self._begun = patience, time.process_time()
        self._tests = {}

    def is_late(self, share=1):
        """Say whether this share of the patience is over: nothing further is tried then."""
        return time.process_time() - self._begun > share * self._patience

    def case(self, seed):
        """The drawn case of the exercise, with what each wrong answer gives."""
        return case_of(self.exercise, self.tests(seed))

    def tests(self, seed):
        """Its tests; what a wrong answer gives is computed when it is asked for, once."""
        if seed not in self._tests:
            with undisturbed():
                self._tests[seed] = list(DrawnTests(self.exercise, seed))
        return self._tests[seed]

    def verdicts(self, code, seed, threads=1):
        """Each drawn test with its verdict on an answer, which runs with so many threads."""
        tests = self.tests(seed)
        with undisturbed():
            torch.set_num_threads(threads)
            answer = self.exercise.answer(code)
            return [(test, _verdict(test, answer)) for test in tests]


def _verdict(test, answer):
    return judge(test, [_outcome(test, t, answer) for t in test["trials"]])


def _outcome(test, trial, answer):
    inputs = [unpack(each) for each in trial["inputs"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcome_of(answer, test["driver"], inputs)


def complaints(exercise):
    """All complaints about an exercise, in the order of the gates; empty if it is ready."""
    drawn = Drawn(exercise)
    return [complaint for gate in GATES for complaint in gate(drawn)]


# The gates -----------------------------------------------------------------------------------


def hints_are_clear(drawn):
    """Each wrong answer loses points and has a short hint of its own."""
    found, seen = [], {}
    for wrong in drawn.exercise.wrong:
        about = f"the wrong answer {wrong.name}"
        if wrong.points >= drawn.exercise.points:
            found.append(
                f"{about}: a wrong answer gets fewer than all "
                f"{drawn.exercise.points} points. Remedy: write a test that "
                "it fails, or call it right."
            )
        if wrong.hint in seen:
            found.append(
                f"{about}: it has the hint of {seen[wrong.hint]}. Remedy: "
                "say what is different in this mistake."
            )
        seen.setdefault(wrong.hint, wrong.name)
        if wrong.hint.endswith("."):
            found.append(f"{about}: a hint ends without a full stop.")
        if len(wrong.hint) > LONGEST_HINT:
            found.append(
                f"{about}: the hint has {len(wrong.hint)} characters, at most "
                f"{LONGEST_HINT} are read."
            )
    return found


def the_stub_is_a_stub(drawn):
    """The stub raises NotImplementedError, which the check leaves alone."""
    first = drawn.tests(OPEN_SEED)[0]
    try:
        stub = drawn.exercise.answer(drawn.exercise.stub)
    except Exception as error:
        return [f"the stub cannot be run: {_say(error)}"]
    outcome = _outcome(first, first["trials"][0], stub)
    if outcome.get("error", {}).get("type") == "NotImplementedError":
        return []
    return [
        f"the stub does not raise NotImplementedError in test "
        f"{first['name']!r}. Remedy: let the stub raise it, and no driver "
        "catch it in the first test."
    ]


def right_answers_get_full_marks(drawn):
    """The solution and all right answers pass every test."""
    answers = {
        "the solution": drawn.exercise.reference,
        **{
            f"the right answer {n}": code
            for n, code in drawn.exercise.right.items()
        },
    }
    found = []
    # Two threads may add in another order; what is right is right for both.
    draws = zip(SEEDS, (2, 1), strict=True)
    for (seed, threads), (name, code) in product(draws, answers.items()):
        if drawn.is_late(1 / 3):
            break
        try:
            verdicts = drawn.verdicts(code, seed, threads)
        except ExerciseError:
            raise  # the case cannot be drawn
        except Exception as error:
            found.append(f"{name}: it cannot be run: {_say(error)}")
            continue
        found += [
            f"{name}: it loses the {test['points']} points of test "
            f"{test['name']!r} (seed {seed}, {threads} threads): "
            f"{verdict.observed}"
            for test, verdict in verdicts
            if not verdict.passed
        ]
    return found


def wrong_answers_are_told_apart(drawn):
    """Each wrong answer gets the points that it says, and its own hint."""
    found = []
    seed, *others = SEEDS
    for wrong in drawn.exercise.wrong:
        if drawn.is_late(2 / 3):
            others = []
            break
        about = f"the wrong answer {wrong.name} (seed {seed})"
        verdicts = drawn.verdicts(wrong.code, seed)
        points = sum(t["points"] for t, v in verdicts if v.passed)
        seen = "; ".join(
            f"test {t['name']!r}: {v.observed or 'passed'}"
            for t, v in verdicts
        )
        if points != wrong.points:
            found.append(
                f"{about}: it gets {points} points, but its line says "
                f"{wrong.points}. {seen}"
            )
        named = [v.mistake for _, v in verdicts if v.mistake]
        if named[:1] != [wrong.name]:
            instead = (
                f"it is given that of {named[0]}, which gives the same values"
                if named
                else "no test recognises it"
            )
            found.append(f"{about}: its hint is not given: {instead}. {seen}")
    # What they gave when the tests were drawn is judged; nothing is run.
    found += [
        f"{said} (seed {other})"
        for other in others
        for said in fair.wrong_answers(drawn.exercise, drawn.case(other))
    ]
    return found


def cheap_answers_earn_nothing(drawn):
    """Constants, the input, errors, right shapes and repeated open cases earn nothing."""
    if drawn.is_late():
        return []
    found = {}
    _, seed = SEEDS
    earned = cheap.earned(drawn.tests(seed), drawn.tests(OPEN_SEED))
    for answer, points in earned.items():
        for test, its_points in points.items():
            found.setdefault((test, its_points), []).append(answer)
    return [
        f"test {test!r} gives {points} points for nothing, to: "
        f"{', '.join(answers)} (seed {seed}). Remedy: let it compare drawn "
        "numbers too, from a call that must succeed."
        for (test, points), answers in found.items()
    ]


def mutants_are_caught(drawn):
    """Each mutant of the solution fails a test, or EQUIVALENT says why none can tell."""
    if drawn.is_late():
        return []
    exercise = drawn.exercise
    # A name that a mutant lacks is not found by luck elsewhere in the chapter.
    context = compile(
        context_of(exercise.chapter, exercise.reference), "<context>", "exec"
    )
    made, listed = mutants(exercise.reference), exercise.equivalent
    tests = [_cheapest_first(drawn.tests(seed), exercise) for seed in SEEDS]
    tried, survivors = set(), {}
    for description in random.Random(0).sample(list(made), len(made)):
        if drawn.is_late():
            break
        tried.add(description)
        answer = partial(exercise.answer, made[description], context)
        times = TIMES_IF_LISTED if description in listed else TIMES
        if all(
            _survives(answer, trials, max(times * seconds, SECONDS))
            for trials, seconds in tests
        ):
            survivors[description] = made[description]
    return [
        *(
            f"a mutant passes all tests: {each}. Remedy: a test that tells it "
            "from the solution; or if no test can, an entry in EQUIVALENT "
            f"with the reason. It is\n{survivors[each]}"
            for each in survivors
            if each not in listed
        ),
        *(
            f"EQUIVALENT: {each!r} is "
            + ("caught by a test" if each in made else "no mutant")
            + ". Remedy: take the entry out."
            for each in listed
            if each not in survivors and (each in tried or each not in made)
        ),
        *(
            f"EQUIVALENT: {each!r} lacks its reason."
            for each, reason in listed.items()
            if not reason
        ),
    ]


GATES = (
    hints_are_clear,
    the_stub_is_a_stub,
    right_answers_get_full_marks,
    wrong_answers_are_told_apart,
    cheap_answers_earn_nothing,
    mutants_are_caught,
)


def _cheapest_first(tests, exercise):
    """Return the trials by the time that the solution takes, as tests, and how long all take.

    Most mutants fail in any of them; so few are tried on those that train a network.
    """
    trials = [
        {**test, "trials": [trial]}
        for test in tests
        for trial in test["trials"]
    ]
    seconds = []
    with undisturbed():
        torch.set_num_threads(1)
        answer = exercise.answer(exercise.reference)
        for each in trials:
            begun = time.process_time()
            _outcome(each, *each["trials"], answer)
            seconds.append(time.process_time() - begun)
    order = sorted(range(len(trials)), key=seconds.__getitem__)
    return [trials[n] for n in order], sum(seconds)


def _survives(answer, trials, most):
    """Whether a mutant gives what is expected in every trial."""
    try:
        with undisturbed(), _time_limit(most):
            torch.set_num_threads(1)
            mutant = answer()
            return all(
                passes(each, [_outcome(each, *each["trials"], mutant)])
                for each in trials
            )
    except _TooLong:
        return False
    except Exception:  # it cannot even be defined
        return False


class _TooLong(BaseException):
    """Not an Exception: no answer can catch it by accident."""


@contextmanager
def _time_limit(seconds):
    """Stop what loops for ever; the alarm repeats in case one is swallowed.

    Time on the processor counts: whatever else the machine does is not the mutant's fault.
    """

    def stop(*_):
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _say(error):
    return f"{type(error).__name__}: {error}"
