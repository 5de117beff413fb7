"""Take a class elsewhere."""

import secrets
import sys
from pathlib import Path

import click

from teaching.refused import Refused

seed = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    help="The seed of the tests; a new secret one by default.",
)


folder_of_results = click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path)
)
its_chapter = click.option(
    "--chapter",
    metavar="NAME",
    help='Only this chapter, or how its name begins: "01".',
)


def roster(help):
    """Return the option for the table that a platform exports."""
    path = click.Path(path_type=Path)
    return click.option("--roster", metavar="FILE", type=path, help=help)


@click.command(
    epilog="\b\nExample:\n  python -m teaching canvas week1 "
    "--roster gradebook.csv"
)
@folder_of_results
@roster("The gradebook as Canvas exports it.")
@its_chapter
@click.option(
    "--column",
    metavar="TITLE",
    help="The assignment's column, which takes the points.",
)
def canvas(folder, roster, chapter, column):
    """Write the marks as Canvas imports them, DIR/marks-canvas.csv."""
    from teaching.classes.marks import marks_in
    from teaching.exports.canvas import canvas

    made = canvas(marks_in(folder), roster, chapter, column)
    _write(folder, "marks-canvas.csv", *made)


@click.command(
    epilog="\b\nExample:\n  python -m teaching moodle week1 "
    "--roster worksheet.csv"
)
@folder_of_results
@roster("The grading worksheet as Moodle exports it.")
@its_chapter
def moodle(folder, roster, chapter):
    """Write the marks as Moodle imports them, DIR/marks-moodle.csv."""
    from teaching.classes.marks import marks_in
    from teaching.exports.moodle import moodle

    made = moodle(marks_in(folder), roster, chapter)
    _write(folder, "marks-moodle.csv", *made)


def _write(folder, name, rows, delimiter, left):
    from teaching.classes.log import results_in
    from teaching.classes.sheets import csv_bytes, printable

    data = csv_bytes(rows, delimiter, "utf-8")
    path = results_in(folder).write(name, data)
    print(f"{path} is written.")
    for student, why in left.items():
        print(
            f"needs a human, not in {path.name}: {printable(student)} "
            f"({printable(why)})",
            file=sys.stderr,
        )


@click.command(
    epilog="\b\nExample:\n  python -m teaching gradescope autograder.zip "
    "--chapter 01_self_attention"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--chapter", metavar="NAME", required=True)
@seed
@click.option(
    "--unsafe",
    is_flag=True,
    help="Where Gradescope's container forbids a jail, run students' code "
    "without one; otherwise such submissions need a human.",
)
def gradescope(file, chapter, seed, unsafe):
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


@click.command(
    epilog="\b\nExample:\n  python -m teaching nbgrader assignments"
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--chapter",
    "chapters",
    metavar="NAME",
    multiple=True,
    help="Only this one; may be given several times.",
)
@seed
def nbgrader(folder, chapters, seed):
    """Write the chapters as assignments for nbgrader into FOLDER."""
    from teaching.exports.nbgrader.assignments import write_assignments

    write_assignments(folder, _drawn(seed), chapters)
    print(f"{folder} holds the assignments; its README.md has the next steps.")


def _drawn(seed):
    return secrets.randbits(63) if seed is None else seed
