"""Take a class elsewhere."""

import secrets
from pathlib import Path

import click

from teaching.refused import Refused

seed = click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    help="The seed of the tests; a new secret one by default.",
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
    from teaching.classes.exam import draw_exam
    from teaching.exports.gradescope.bundle import bundle, write_bundle

    if chapter not in chapter_names():
        known = ", ".join(chapter_names())
        raise Refused(f"no chapter {chapter!r}; there are: {known}")
    exam = draw_exam(_drawn(seed), [chapter])
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
