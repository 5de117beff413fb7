"""The teacher's commands: ``python -m teaching --help`` lists them."""

import argparse
import sys
from pathlib import Path

from teaching.classes import marks as form
from teaching.classes.log import Log, LogError, read_log
from teaching.classes.marks import csv_text, marks_of, printable, read_csv
from teaching.classes.rubric import RubricError, merge, sheet

EXAMPLES = """\
from a folder of submissions to marks:
  python -m teaching grade submissions.zip --out week1
  python -m teaching marks week1
  python -m teaching feedback week1

`make grade SUBMISSIONS=submissions.zip OUT=week1` does all of it.
"""


REMEDY = "save the sheet as CSV in UTF-8."


class Refused(Exception):
    """A command that cannot be done; the message names cause and remedy."""


def main(arguments=None):
    """Run one command; gives the exit status: 0 done, 2 refused, 130 stopped by Ctrl-C."""
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.do(chosen) or 0
    except KeyboardInterrupt:
        print(
            "\nStopped. What is graded is kept; the same command goes on.",
            file=sys.stderr,
        )
        return 130
    except tuple(_refusals()) as error:
        print(f"python -m graded: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"python -m graded: {error}. Remedy: look at the path, its rights "
            "and the room on the disk.",
            file=sys.stderr,
        )
        return 2


def _refusals():
    """The errors that say themselves what to do, of the parts that are in use."""
    yield from (Refused, LogError, form.MarksError, RubricError)
    for module, name in (
        ("teaching.classes.run", "RunError"),
        ("teaching.classes.exam", "SeedError"),
        ("teaching.jail.submission", "Unreadable"),
    ):
        if module in sys.modules:
            yield getattr(sys.modules[module], name)


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m graded",
        description="Grade what students handed in.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )

    def command(name, do, summary, example):
        made = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  python -m teaching {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(do=do)
        return made

    grade = command(
        "grade",
        _grade,
        "grade a folder or zip of submissions; may be stopped and started",
        "grade submissions.zip --out week1",
    )
    grade.add_argument(
        "submissions",
        metavar="SUBMISSIONS",
        type=Path,
        help="a folder or a zip, as Canvas, Moodle or students give it",
    )
    grade.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=True,
        help="folder of the results; also to go on with a stopped run",
    )
    grade.add_argument(
        "--jobs",
        metavar="N",
        type=_positive,
        default=2,
        help="processes on this machine (default: 2)",
    )
    grade.add_argument(
        "--seed",
        metavar="N",
        type=_natural,
        help="the tests' seed (default: a secret one, kept in DIR/seed.txt)",
    )
    grade.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler, tcp://host:8786",
    )
    grade.add_argument(
        "--again",
        action="store_true",
        help="grade those that need a human once more",
    )
    grade.add_argument(
        "--unsafe",
        action="store_true",
        help="run student code without a jail; it can do all that you can",
    )

    marks = command(
        "marks",
        _marks,
        "write the marks as CSV: plain, for Canvas or for Moodle",
        "marks week1 --format canvas --roster gradebook.csv",
    )
    _folder(marks)
    marks.add_argument(
        "--format",
        choices=("plain", "canvas", "moodle"),
        default="plain",
        help="(default: plain)",
    )
    marks.add_argument(
        "--roster",
        metavar="FILE",
        type=Path,
        help="Canvas's gradebook export, or Moodle's grading worksheet",
    )
    marks.add_argument(
        "--chapter",
        metavar="NAME",
        help='only this chapter, or how its name begins: "01"',
    )
    marks.add_argument(
        "--column",
        metavar="TITLE",
        help="Canvas: the assignment's column that the points go into",
    )

    feedback = command(
        "feedback",
        _feedback,
        "write one page of feedback a student into DIR/feedback",
        "feedback week1",
    )
    _folder(feedback)

    rubric = command(
        "rubric",
        _rubric,
        "free-text answers: write the sheet (out), or merge it back (in)",
        "rubric out week1\n  python -m teaching rubric in week1",
    )
    rubric.add_argument("way", choices=("out", "in"))
    _folder(rubric)
    rubric.add_argument(
        "sheet",
        metavar="FILE",
        nargs="?",
        type=Path,
        help="the sheet (default: DIR/rubric.csv)",
    )

    rehearse = command(
        "rehearse",
        _rehearse,
        "write the submissions of a pretend class, to try all this on",
        "rehearse submissions",
    )
    rehearse.add_argument("folder", metavar="FOLDER", type=Path)
    rehearse.add_argument(
        "--chapter",
        metavar="NAME",
        default="01",
        help='which, or how its name begins (default: "01")',
    )

    command(
        "cases",
        _cases,
        "write graded/cases, the data of the learner's check",
        "cases",
    )
    return parser


def _folder(command):
    command.add_argument(
        "folder", metavar="DIR", type=Path, help="what grade wrote (--out)"
    )


def _natural(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0")
    return int(text)


def _positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


# The commands --------------------------------------------------------------------------------


def _grade(chosen):
    from teaching.classes import run

    if reason := run.unsupported():
        raise Refused(reason)
    from teaching.classes import exam
    from teaching.jail import grading, submission
    from teaching.jail import sandbox as jail

    if not chosen.submissions.exists():
        raise Refused(
            f"there is no {chosen.submissions}. Remedy: give the folder or "
            "the zip that the submissions are in."
        )
    # Under Dask the workers' machines need the jail, not this one.
    reason = jail.available()
    if reason and not chosen.unsafe and not chosen.scheduler:
        raise Refused(
            f"{reason} Student code would run with your rights. Remedy: a "
            "machine with bubblewrap, or --unsafe if you trust every student."
        )
    submissions = submission.collect(chosen.submissions)
    if not submissions:
        raise Refused(
            f"{chosen.submissions} holds no submissions. Remedy: give the "
            "folder or the zip that the files are in."
        )
    seed = exam.seed_of(chosen.out, chosen.seed)

    def draw(seed):
        print(
            "Drawing the tests of this class; only the first run has to.",
            file=sys.stderr,
        )
        return exam.draw_exam(seed)

    data = exam.course_of(chosen.out, seed, draw)
    job = run.Job(grading.grade, data, chosen.unsafe)
    run.run(
        submissions,
        chosen.out,
        job,
        jobs=chosen.jobs,
        scheduler=chosen.scheduler,
        again=chosen.again,
    )
    _summary(_marks_in(chosen.out))


def _summary(marks):
    students = len({mark.student for mark in marks})
    counting = [mark for mark in marks if mark.counts]
    left = [mark for mark in counting if mark.status == "needs-human"]
    print(
        f"{_count(len(marks), 'submission')} of "
        f"{_count(students, 'student')}: {len(counting) - len(left)} of the "
        f"{len(counting)} that count are graded, {len(left)} need a human"
        + (":" if left else ".")
    )
    for mark in left:
        who, why = printable(mark.student), printable(mark.reason)
        print(f"  {who} ({printable(mark.file)}): {why}")


def _count(n, what):
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _marks_in(folder):
    return marks_of(read_log(folder))


def _marks(chosen):
    marks = _marks_in(chosen.folder)
    if chosen.format != "canvas" and chosen.column:
        raise Refused("--column is for --format canvas only.")
    if chosen.format == "plain":
        if chosen.roster:
            raise Refused(
                "--roster is for Canvas and Moodle. Remedy: give --format."
            )
        rows, delimiter, left = form.plain(marks, chosen.chapter), ",", []
        name, encoding = "marks.csv", "utf-8-sig"  # which Excel needs
    else:
        if chosen.format == "canvas":
            made = form.canvas(
                marks, chosen.roster, chosen.chapter, chosen.column
            )
        else:
            made = form.moodle(marks, chosen.roster, chosen.chapter)
        rows, delimiter, left = made
        name, encoding = f"marks-{chosen.format}.csv", "utf-8"
    path = chosen.folder / name
    _write(path, form.csv_text(rows, delimiter), encoding)
    print(f"{path}: {_count(_with_a_mark(marks), 'mark')}.")
    for student in left:
        print(
            f"not in the roster, so not in {name}: {printable(student)}",
            file=sys.stderr,
        )
    pending = [m for m in marks if m.counts and m.status == form.PENDING]
    if pending:
        print(
            f"{_count(len(pending), 'submission')} not graded yet: give the "
            "grade command again.",
            file=sys.stderr,
        )


def _with_a_mark(marks):
    return sum(mark.counts and mark.points is not None for mark in marks)


def _feedback(chosen):
    from teaching.classes.feedback import write_pages

    folder = chosen.folder / "feedback"
    names = write_pages(_marks_in(chosen.folder), folder)
    # Beside the folder, not in it: it names everyone.
    index = chosen.folder / "feedback.csv"
    rows = [["student", "page"], *([who, page] for who, page in names.items())]
    _write(index, csv_text(rows), "utf-8-sig")
    print(f"{folder}: {_count(len(names), 'page')}; whose is whose: {index}")


def _rubric(chosen):
    path = chosen.sheet or chosen.folder / "rubric.csv"
    marks = _marks_in(chosen.folder)
    if not path.exists() and not sheet(marks)[0]:
        print("There are no free-text answers.")
    elif chosen.way == "out":
        _rubric_out(path, marks)
    else:
        _rubric_in(chosen.folder, path, marks)


def _rubric_out(path, marks):
    before = read_csv(path, REMEDY)[0] if path.exists() else None
    rows, lost = sheet(marks, before)
    if lost:
        # Perhaps someone handed in anew while the sheet was being read.
        print(
            f"{_count(lost, 'row')} with points no longer in the sheet: the "
            f"old one is kept as {_kept_aside(path)}",
            file=sys.stderr,
        )
    _write(path, csv_text(rows), "utf-8-sig")
    print(f"{path}: {_count(max(len(rows) - 1, 0), 'answer')}.")


def _rubric_in(folder, path, marks):
    rows, _ = read_csv(path, REMEDY)
    records, still_open = merge(marks, rows)
    with Log(folder) as log:
        for record in records:
            log.append(record)
    print(
        f"{_count(len(records), 'answer')} merged, {still_open} still open. "
        "Write marks and feedback again."
    )


def _kept_aside(path):
    """A copy of a file under the first free name beside it."""
    number = 1
    while (aside := path.with_suffix(f".{number}{path.suffix}")).exists():
        number += 1
    aside.write_bytes(path.read_bytes())
    return aside


def _rehearse(chosen):
    from teaching.authoring.rehearsal import rehearse

    try:
        written = rehearse(chosen.folder, chosen.chapter)
    except ValueError as error:  # there is no such chapter
        raise Refused(str(error)) from error
    print(f"{_count(len(written), 'submission')} in {chosen.folder}")


def _cases(chosen):
    from teaching.authoring.case import CASES, write_cases

    print(f"{_count(len(write_cases()), 'case')} written to {CASES}")


def _write(path, text, encoding):
    try:
        path.write_text(text, encoding, newline="")
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror}. Remedy: close the "
            "program that has it open."
        ) from error


if __name__ == "__main__":
    sys.exit(main())
