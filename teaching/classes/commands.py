"""Grade a class.

What takes long is imported when a command runs: help is quick, and marks and feedback work where
neither bubblewrap nor PyTorch is installed.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from teaching.classes.log import Log, results_in
from teaching.classes.marks import (
    Mark,
    MarkStatus,
    mark_by_hand,
    marks_in,
    marks_table,
)
from teaching.classes.sheets import csv_bytes, printable
from teaching.refused import Refused, example

if TYPE_CHECKING:
    from teaching.grading.answers import Chapter
    from teaching.grading.archives import Handed

EXISTING = click.Path(path_type=Path)
folder_of_results = click.argument("folder", metavar="DIR", type=EXISTING)
its_chapter = click.option(
    "--chapter",
    metavar="NAME",
    help='Only this chapter, or how its name begins: "01".',
)


@click.command(epilog=example("rehearse submissions"))
@click.argument("folder", type=EXISTING)
@click.option(
    "--chapter",
    metavar="NAME",
    default="01",
    show_default=True,
    help="The chapter, or how its name begins.",
)
def rehearse(folder: Path, chapter: str) -> None:
    """Write the submissions of a pretend class, to try all this on."""
    from teaching.authoring.rehearsal import rehearse

    written = rehearse(folder, chapter)
    print(f"{_count(len(written), 'submission')} in {folder}")


@click.command(epilog=example("grade submissions.zip --out week1"))
@click.argument("submissions", type=EXISTING)
@click.option(
    "--out",
    metavar="DIR",
    type=EXISTING,
    required=True,
    help="The folder of the results, also of a stopped run that is to go on.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processes on this machine.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    help="The seed of the tests; by default a secret one, in DIR/seed.txt.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the workers of this Dask scheduler, tcp://host:8786.",
)
@click.option(
    "--again", is_flag=True, help="Grade again those that need a human."
)
@click.option(
    "--unsafe",
    is_flag=True,
    help="Run student code without a jail; it can do all that you can.",
)
def grade(
    submissions: Path,
    out: Path,
    jobs: int,
    seed: int | None,
    scheduler: str | None,
    again: bool,
    unsafe: bool,
) -> None:
    """Grade a folder or zip of submissions; may be interrupted.

    SUBMISSIONS is a folder or a zip, as Canvas, Moodle or students give it.
    """
    from teaching.classes import run

    if reason := run.unsupported():
        raise Refused(reason)
    from teaching.classes import exam
    from teaching.classes.job import Job
    from teaching.grading import grade
    from teaching.jail import sandbox

    # With Dask, the jail is needed on the workers' machines, not on this one.
    reason = sandbox.available()
    if reason and not unsafe and not scheduler:
        raise Refused(
            f"{reason} Student code would run with your rights. Remedy: a "
            "machine with bubblewrap, or --unsafe if you trust every student."
        )
    if not unsafe:
        run.refuse_what_is_seen(submissions, out)
    run.refuse_results_in(submissions, out)
    handed_in = _collect(submissions)
    written = results_in(out)
    drawn_with = exam.keep_seed(written, seed)
    chapters = run.chapters_of(handed_in, exam.exam_in(out))

    def draw(chapter: str, seed: int) -> "Chapter":
        print(
            f"Drawing this class's tests of {chapter}; only the first run with it has to.",
            file=sys.stderr,
        )
        return exam.draw_chapter(chapter, seed)

    drawn = exam.keep_exam(written, drawn_with, chapters, draw)
    for chapter, its in drawn.items():
        if changed := exam.changed_since(its):
            print(
                f"{chapter}: {', '.join(changed)} changed in the book since "
                f"{out} got its tests. All its files are graded by the tests "
                "that it has; the results stay. Remedy, if you want the new "
                "ones: grade into another folder.",
                file=sys.stderr,
            )
    job = Job(grade.grade, drawn, unsafe)
    run.run(handed_in, out, job, jobs=jobs, scheduler=scheduler, again=again)
    _print_summary(marks_in(out))


def _collect(submissions: Path) -> list["Handed"]:
    from teaching.grading.archives import collect
    from teaching.grading.notebook import Unreadable

    remedy = "Remedy: give the folder or the zip that the files are in."
    if not submissions.exists():
        raise Refused(f"there is no {submissions}. {remedy}")
    try:
        handed_in = collect(submissions)
    except Unreadable as error:
        raise Refused(f"{error}. {remedy}") from error
    if not handed_in:
        raise Refused(f"{submissions} holds no submissions. {remedy}")
    return handed_in


def _print_summary(marks: list[Mark]) -> None:
    students = len({mark.student for mark in marks})
    counting = [mark for mark in marks if mark.counts]
    left = [mark for mark in counting if mark.status == MarkStatus.NEEDS_HUMAN]
    pending = sum(mark.status == MarkStatus.PENDING for mark in counting)
    untouched = sum(mark.status == MarkStatus.UNTOUCHED for mark in counting)
    graded = len(counting) - len(left) - pending - untouched
    print(
        f"{_count(len(marks), 'submission')} of "
        f"{_count(students, 'student')}: {graded} of the {len(counting)} that "
        f"count are graded, {len(left)} need a human"
        + (f", {untouched} hold no answer" if untouched else "")
        + (f", {pending} are not graded yet" if pending else "")
        + (":" if left else ".")
    )
    for mark in left:
        student, reason = printable(mark.student), printable(mark.reason)
        print(f"  {student} ({printable(mark.file)}): {reason}")


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


@click.command(epilog=example("marks week1"))
@folder_of_results
@its_chapter
def marks(folder: Path, chapter: str | None) -> None:
    """Write all marks as a table, DIR/marks.csv."""
    marks = marks_in(folder)
    table = csv_bytes(marks_table(marks, chapter))
    path = results_in(folder).write("marks.csv", table)
    given = sum(mark.counts and mark.points is not None for mark in marks)
    print(f"{path}: {_count(given, 'mark')}.")
    pending = sum(m.counts and m.status == MarkStatus.PENDING for m in marks)
    if pending:
        print(
            f"{_count(pending, 'submission')} not graded yet. Remedy: "
            f"make grade SUBMISSIONS=… OUT={folder}",
            file=sys.stderr,
        )


@click.command(
    epilog=example(
        'mark week1 gilbroken_1007 8 --comment "sent by e-mail"',
        "mark week1 gilbroken_1007 --take-back",
    )
)
@folder_of_results
@click.argument("student")
@click.argument(
    "points", required=False, type=click.FloatRange(min=0, max=10_000)
)
@its_chapter
@click.option("--comment", default="", help="Shown to the student.")
@click.option(
    "--take-back", is_flag=True, help="Let what the grader found count again."
)
def mark(
    folder: Path,
    student: str,
    points: float | None,
    chapter: str | None,
    comment: str,
    take_back: bool,
) -> None:
    """Enter a mark by hand; it stands until it is taken back.

    STUDENT is named as in DIR/marks.csv. A later run of the grader does not
    change the mark, nor does a file that is handed in later.
    """
    if (points is None) != take_back:
        raise Refused("give either POINTS or --take-back.")
    record = mark_by_hand(marks_in(folder), student, points, chapter, comment)
    with Log(folder) as log:
        log.append(record)
    done = "taken back" if take_back else f"{points:g} points"
    student = printable(record["mark_for"])
    print(
        f"{student}, {record['chapter']}: {done}. Next: python -m teaching "
        f"marks {folder}, and feedback."
    )


@click.command(
    epilog=example(
        "feedback week1", "feedback week1 --book https://example.org/book"
    )
)
@folder_of_results
@click.option(
    "--book",
    metavar="ADDRESS",
    help="Where your class reads the book: the pages link its sections.",
)
def feedback(folder: Path, book: str | None) -> None:
    """Write one page of feedback per student into DIR/feedback."""
    from teaching.classes.feedback import write_pages

    if book and not book.startswith(("https://", "http://")):
        raise Refused(
            f"{book} is not an address. Remedy: give one that begins with "
            "https:// and ends before `/chapters`."
        )
    marks, written = marks_in(folder), results_in(folder)
    names = write_pages(marks, written, book)
    # Beside the folder of pages, not in it: it names everyone.
    rows = [["student", "page"], *map(list, names.items())]
    index = written.write("feedback.csv", csv_bytes(rows))
    print(
        f"{folder / 'feedback'}: {_count(len(names), 'page')}; "
        f"{index} says whose is whose."
    )
