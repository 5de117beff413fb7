"""Fair draws: on the tests of a class every known answer gets the points that it should.

A draw may be unlucky: a right answer rounds where the solution does not, a mistake happens to give
the right values. Such a draw is thrown away before anybody is graded with it.

What is expected is computed as precisely as the inputs are. Where a chapter's networks are in
float32, so are the inputs: with float64 an answer that makes zeros or a mask of the usual type
would fail, though it is right.
"""

from collections.abc import Iterator

from graded.compare import Case, DrawnTest, judge
from graded.surroundings import undisturbed
from teaching.authoring import cheap
from teaching.authoring.case import OPEN_SEED, build_case, draw_tests, outcomes
from teaching.authoring.exercise import Exercise, ExerciseError

MOST_DRAWS = 20
NEXT = 2**64  # beyond all seeds: a second draw meets the draw of no other


def fair_case(
    exercise: Exercise, seed: int, seen: list[DrawnTest] | None = None
) -> Case:
    """The case of this seed, drawn again until all known answers get what they should.

    ``seen`` is the open case's tests, if they are drawn already. Raises ExerciseError after
    MOST_DRAWS draws.
    """
    seen = seen or draw_tests(exercise, OPEN_SEED)
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


def misbehaving(
    exercise: Exercise, case: Case, seen: list[DrawnTest]
) -> Iterator[str]:
    """Yield which answers do not get their points, or not their hint, on a drawn case; and why."""
    yield from wrong_answers(exercise, case)
    yield from right_answers(exercise, case)
    yield from cheap_answers(exercise, case, seen)


def wrong_answers(exercise: Exercise, case: Case) -> Iterator[str]:
    """Yield which wrong answers do not get their points, or not their hint.

    Nothing is run: a case holds what each wrong answer gives where it fails.
    """
    for wrong in exercise.wrong:
        about, name = f"the wrong answer {wrong.name}", wrong.name
        verdicts = [
            (test, judge(test, [t["mistakes"][name] for t in test["trials"]]))
            for test in case["tests"]
            if name in test["trials"][0]["mistakes"]
        ]
        points = exercise.points - sum(test["points"] for test, _ in verdicts)
        mistakes = [v.mistake for _, v in verdicts if v.mistake]
        if points != wrong.points:
            seen = "; ".join(
                f"test {test['name']!r}: {verdict.observed}"
                for test, verdict in verdicts
            )
            yield (
                f"{about} gets {points} points, not {wrong.points} as its "
                f"line says. {seen or 'It passes all tests'}"
            )
        elif not mistakes:
            yield (
                f"{about}: no test recognises it, so its hint is given to "
                "nobody. Remedy: does it only fail with errors that say nothing?"
            )
        elif mistakes[0] != name:
            yield (
                f"{about} is taken for {mistakes[0]}, whose hint it is given. "
                "Remedy: a test that tells the two apart, or keep only one."
            )


def right_answers(
    exercise: Exercise, case: Case, threads: int = 1
) -> Iterator[str]:
    """Yield which right answers lose points; each runs with so many threads."""
    for name, code in exercise.right.items():
        about = f"the right answer {name}"
        with undisturbed():
            try:
                answer = exercise.answer(code)
            except Exception as error:
                kind = type(error).__name__
                yield f"{about} cannot be run: {kind}: {error}"
                continue
            for test in case["tests"]:
                verdict = judge(test, outcomes(test, answer, threads))
                if not verdict.passed:
                    yield (
                        f"{about} loses the {test['points']} points of test "
                        f"{test['name']!r}: {verdict.observed}"
                    )


def cheap_answers(
    exercise: Exercise, case: Case, seen: list[DrawnTest]
) -> Iterator[str]:
    """Yield which tests give points to answers that solve nothing."""
    with undisturbed():
        solution = exercise.answer(exercise.reference)
        earned = cheap.earned(case["tests"], seen, solution)
    for test, answers in earned.items():
        names = ", ".join(answers)
        yield f"test {test!r} gives points for nothing, to: {names}"
