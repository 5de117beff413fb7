"""The autograder for Gradescope, a zip to upload to one programming assignment.

It holds the grader and one chapter's exam, drawn with a seed of its own, but no solution and none
of the code that the exam is made of; all of it stays on Gradescope's side. There the student's code
runs in the same jail as here.
"""

import json
import tomllib
from pathlib import Path

from teaching.exports.gradescope.programs.autograde import needs_human
from teaching.grading.answers import Exam
from teaching.jail.sandbox import ROOT
from teaching.written import write_new, zip_of

PROGRAMS = Path(__file__).with_name("programs")  # what Gradescope starts
# The grader, and what students' code may import.
FOLDERS = (
    *("graded", "teaching/grading", "teaching/jail"),
    *("book/reader", "transformer_lib"),
)
SECONDS = 540  # Gradescope itself ends a run after 600


def requirements() -> list[str]:
    """Return what the grader and the students' code need installed."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    book: list[str] = tomllib.loads(text)["project"]["dependencies"]
    return [*book, "psutil", "pyseccomp"]


def bundle(
    exam: Exam, unsafe: bool = False, seconds: float = SECONDS
) -> dict[str, bytes]:
    """Return the files of a bundle, path -> bytes; the exam is ``{chapter: draw_chapter(…)}``.

    ``unsafe``: run students' code without a jail if Gradescope's container forbids one. After so
    many ``seconds`` a submission needs a human.
    """
    files = {
        path.name: path.read_bytes()
        for path in PROGRAMS.iterdir()
        if path.is_file()
    }
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    unfinished = needs_human(
        "the grader was ended before it had a result; its output, which the "
        "teacher sees, may say why"
    )
    for name, data in {
        "exam.json": exam,
        "settings.json": {"unsafe": unsafe, "seconds": seconds},
        "unfinished.json": unfinished,
    }.items():
        files[name] = json.dumps(data).encode()
    files["requirements.txt"] = "\n".join([*requirements(), ""]).encode()
    return files


def write_bundle(path: Path, files: dict[str, bytes]) -> None:
    """Write the zip, where there is no other file; raises Refused."""
    programs = {each.name for each in PROGRAMS.iterdir()}
    write_new({path: zip_of(files, programs)})
