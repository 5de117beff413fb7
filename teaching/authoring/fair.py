"""Fair draws: on the tests of a class every known answer gets the points that it should.

A draw may be unlucky: a right answer rounds where the solution does not, a mistake happens to give
the right values. Such a draw is thrown away before anybody is graded with it.

What is expected is computed as precisely as the inputs are. Where a chapter's networks are in
float32, so are the inputs: with float64 an answer that makes zeros or a mask of the usual type
would fail, though it is right.
"""

from graded.compare import judge
from graded.surroundings import undisturbed
from teaching.authoring import cheap
from teaching.authoring.case import OPEN_SEED, DrawnTests, alone, build_case
from teaching.authoring.exercise import ExerciseError

MOST_DRAWS = 20
NEXT = (
    2**64
)  # beyond all seeds: what is drawn again meets the draw of no other seed


def fair_case(exercise, seed, seen=None):
    """The case of this seed, drawn again until all known answers get what they should.

    ``seen`` is the open case's tests, if they are drawn already.

    Raises ExerciseError if that does not happen in MOST_DRAWS draws.
    """
    seen = seen or DrawnTests(exercise, OPEN_SEED)
    for draw in range(MOST_DRAWS):
        case = build_case(exercise, seed + draw * NEXT)
        found = next(misbehaving(exercise, case, seen), None)
        if not found:
            return case
    raise ExerciseError(
        f"{exercise.id}: in {MOST_DRAWS} draws known answers did not get the "
        f"points that they should; in the last: {found}. Remedy: "
        f"`python -m teaching try {exercise.id}` says more."
    )


def misbehaving(exercise, case, seen):
    """Yield which answers do not get their points, or not their hint, on a drawn case; and why."""
    yield from wrong_answers(exercise, case)
    yield from _right(exercise, case)
    yield from _cheap(case, seen)


def wrong_answers(exercise, case):
    """Yield what is said of wrong answers that do not get their points, or not their hint.

    Nothing is run: a case holds what each wrong answer gives, where it fails.
    """
    for wrong in exercise.wrong:
        failed = [
            (test, [trial["mistakes"][wrong.name] for trial in test["trials"]])
            for test in case["tests"]
            if wrong.name in test["trials"][0]["mistakes"]
        ]
        lost = sum(test["points"] for test, _ in failed)
        points = exercise.points - lost
        if points != wrong.points:
            yield (
                f"the wrong answer {wrong.name} gets {points} points, not "
                f"{wrong.points}"
            )
            continue
        named = (judge(*each).mistake for each in failed)
        named = next((name for name in named if name), None)
        if named != wrong.name:
            yield f"the wrong answer {wrong.name} is taken for {named}"


def _right(exercise, case):
    for name, code in exercise.right.items():
        with undisturbed():
            answer = exercise.answer(code)
            for test in case["tests"]:
                outcomes = [
                    alone(answer, test["driver"], trial["inputs"])
                    for trial in test["trials"]
                ]
                verdict = judge(test, outcomes)
                if not verdict.passed:
                    yield (
                        f"the right answer {name} fails test {test['name']!r}: "
                        f"{verdict.observed}"
                    )


def _cheap(case, seen):
    with undisturbed():  # the open tests are drawn as they are reached
        earned = cheap.earned(case["tests"], seen)
    for answer, points in earned.items():
        yield f"the cheap answer {answer!r} passes {', '.join(points)}"
