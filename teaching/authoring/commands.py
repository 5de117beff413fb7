"""Write an exercise.

What draws an exercise, PyTorch included, is imported when a command runs: help is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from teaching.refused import Refused, example

if TYPE_CHECKING:
    from teaching.authoring.exercise import Exercise


@click.command("try", epilog=example("try self-attention-cosine"))
@click.argument("name")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    help="Only draw it with the seeds 0, 1, … so many, and say where a known "
    "or a cheap answer does not get its points.",
)
def try_exercise(name: str, seeds: int | None) -> None:
    """Try one exercise: say what is missing or wrong.

    NAME is its id, as in the chapter. Only this exercise is drawn.
    """
    from teaching.authoring.exercise import ExerciseError, exercise
    from teaching.authoring.gates import GATES, Drawn

    if seeds:
        _try_seeds(exercise(name), seeds)
        return
    drawn, complaints, failed = Drawn(exercise(name)), 0, None
    for gate in GATES:
        found: list[str] = []
        try:
            found = [] if failed else gate(drawn)
        except ExerciseError as error:  # its tests cannot be drawn
            failed = error
        mark = "not tried" if failed else "not yet" if found else "ok"
        click.echo(f"{mark:10} {gate.__doc__}")
        for complaint in found:
            click.echo(f"  - {complaint}")
        complaints += len(found)
    if failed:
        raise failed
    if complaints:
        many = "1 thing is" if complaints == 1 else f"{complaints} things are"
        raise Refused(f"{many} left to do in {name}.")
    click.echo(f"{name} is ready.")


def _try_seeds(exercise: Exercise, seeds: int) -> None:
    from teaching.authoring.case import OPEN_SEED, build_case, draw_tests
    from teaching.authoring.exercise import ExerciseError
    from teaching.authoring.fair import NEXT, fair_case, misbehaving

    seen, unfair = draw_tests(exercise, OPEN_SEED), 0
    for seed in range(seeds):
        try:
            case = build_case(exercise, seed)
            if found := list(misbehaving(exercise, case, seen)):
                unfair += 1
                click.echo(f"seed {seed} is drawn again: {'; '.join(found)}")
                fair_case(exercise, seed + NEXT, seen)
        except ExerciseError as error:
            raise Refused(f"seed {seed}: {error}") from None
    click.echo(
        f"{exercise.id}: {seeds} seeds, {seeds - unfair} fair at once, "
        f"{unfair} drawn again, all fair then."
    )


@click.command("cases", epilog=example("cases 02_query_key_value"))
@click.argument("chapter", default="")
@click.option("--jobs", type=click.IntRange(min=1), default=1)
def cases(chapter: str, jobs: int) -> None:
    """Make the numbers that the checks compare with, where they are missing or stale.

    CHAPTER is a chapter's name, or how it begins; without it, all are made.
    """
    from teaching.authoring.cases import write_cases

    write_cases(chapter, jobs)
