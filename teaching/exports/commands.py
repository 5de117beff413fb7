"""Take a class elsewhere."""

import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from teaching.classes.commands import EXISTING, folder_of_results, its_chapter
from teaching.classes.log import results_in
from teaching.classes.marks import marks_in
from teaching.classes.sheets import csv_bytes, printable
from teaching.exports import canvas as canvas_
from teaching.exports import moodle as moodle_
from teaching.exports.roster import Made
from teaching.refused import Refused, example

seed = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    help="The seed of the tests; a new secret one by default.",
)


def its_roster(help: str) -> Callable[[Any], Any]:
    """Return the option for the table that a platform exports."""
    return click.option(
        "--roster", metavar="FILE", type=EXISTING, required=True, help=help
    )


@click.command(epilog=example("canvas week1 --roster gradebook.csv"))
@folder_of_results
@its_roster("The gradebook as Canvas exports it.")
@its_chapter
@click.option(
    "--column",
    metavar="TITLE",
    help="The assignment's column, which takes the points.",
)
def canvas(
    folder: Path, roster: Path, chapter: str | None, column: str | None
) -> None:
    """Write the marks as Canvas imports them, DIR/marks-canvas.csv."""
    made = canvas_.canvas(marks_in(folder), roster, chapter, column)
    _write(folder, "marks-canvas.csv", made)


@click.command(epilog=example("moodle week1 --roster worksheet.csv"))
@folder_of_results
@its_roster("The grading worksheet as Moodle exports it.")
@its_chapter
def moodle(folder: Path, roster: Path, chapter: str | None) -> None:
    """Write the marks as Moodle imports them, DIR/marks-moodle.csv."""
    made = moodle_.moodle(marks_in(folder), roster, chapter)
    _write(folder, "marks-moodle.csv", made)


def _write(folder: Path, name: str, made: Made) -> None:
    rows, delimiter, left = made
    data = csv_bytes(rows, delimiter, "utf-8")
    path = results_in(folder).write(name, data)
    print(f"{path} is written.")
    for student, why in left.items():
        said = f"needs a human, not in {path.name}: {student} ({why})"
        print(printable(said), file=sys.stderr)


@click.command(
    epilog=example("gradescope autograder.zip --chapter 01_self_attention")
)
@click.argument("file", type=EXISTING)
@click.option("--chapter", metavar="NAME", required=True)
@seed
@click.option(
    "--unsafe",
    is_flag=True,
    help="Where Gradescope's container forbids a jail, run students' code "
    "without one; otherwise such submissions need a human.",
)
def gradescope(
    file: Path, chapter: str, seed: int | None, unsafe: bool
) -> None:
    """Write an autograder for Gradescope, FILE, a zip to upload.

    Set the container's memory to 2 GB or more: 0.75 GB, the default, is
    little for PyTorch.
    """
    from book.reader.chapters import chapter_names
    from teaching.classes.exam import draw_chapter
    from teaching.exports.gradescope.bundle import bundle, write_bundle

    if chapter not in chapter_names():
        known = ", ".join(chapter_names())
        raise Refused(f"no chapter {chapter!r}; there are: {known}")
    exam = {chapter: draw_chapter(chapter, _drawn(seed))}
    write_bundle(file, bundle(exam, unsafe))
    points = sum(case["points"] for case in exam[chapter]["cases"])
    print(f"{file}: the autograder for {chapter}, {points} points.")


@click.command(epilog=example("nbgrader assignments"))
@click.argument("folder", type=EXISTING)
@click.option(
    "--chapter",
    "chapters",
    metavar="NAME",
    multiple=True,
    help="Only this one; may be given several times.",
)
@seed
def nbgrader(folder: Path, chapters: list[str], seed: int | None) -> None:
    """Write the chapters as assignments for nbgrader into FOLDER."""
    from teaching.exports.nbgrader.assignments import write_assignments

    write_assignments(folder, _drawn(seed), chapters)
    print(f"{folder} holds the assignments; its README.md has the next steps.")


def _drawn(seed: int | None) -> int:
    return secrets.randbits(63) if seed is None else seed
