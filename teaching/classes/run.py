"""Grades a class: a list of independent jobs, a log of what is done.

The same job runs in a pool of processes on this machine, or under Dask on many. Only the parent
writes. What is in the log is not graded again, so a run may be stopped, killed and restarted.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from tqdm import tqdm

from teaching.classes.job import Contents, Job, content_of
from teaching.classes.log import Gradebook, Log
from teaching.classes.machines import dask_results
from teaching.classes.pool import pool_results
from teaching.grading.answers import Exam, answers_of, chapter_of
from teaching.grading.archives import Handed
from teaching.grading.notebook import Unreadable, read_notebook
from teaching.grading.results import Result, State, Status, needs_human
from teaching.jail.sandbox import exposed
from teaching.refused import Refused
from teaching.written import sha256_of

MOST_SECONDS = 300.0  # for one file
MOST_SECONDS_OF_STUDENT = 1800.0  # for all files of one student


def hashes_of(exam: Exam) -> dict[str, str]:
    """Return the hash of each chapter that is drawn: another exam means other marks.

    "" is for a file that belongs to no chapter.
    """
    texts = {
        name: json.dumps(each, sort_keys=True)
        for name, each in exam.items()
        if "cases" in each
    }
    return {n: sha256_of(t.encode()) for n, t in ({"": ""} | texts).items()}


def run(
    submissions: Iterable[Handed],
    out: Path,
    job: Job,
    *,
    jobs: int = 2,
    scheduler: str | None = None,
    again: bool = False,
) -> int:
    """Grade what is not graded yet; return how many contents, when all is in the log in ``out``.

    Equal contents are one, whoever handed them in; they are read one at a time. They are graded in
    so many ``jobs`` (processes here), or by the workers of a Dask ``scheduler``, whose address it
    is; with ``again`` also those that need a human. Raises Refused.
    """
    with Log(out) as log:
        exams = hashes_of(job.exam)
        gradebook = log.gradebook
        if gradebook.exams != gradebook.exams | exams:
            log.append({"exams": exams})
        read = _arrived(submissions, log, again)
        chapters = _chapters(gradebook, read, job.exam)
        for sha256, chapter in chapters.items():
            if chapter != gradebook.chapter_of(sha256):
                log.append({"sha256": sha256, "chapter": chapter})
        contents = _that_count(gradebook, read, chapters)

        def enter(sha256: str, result: Result, seconds: float) -> None:
            log.append(
                {
                    "sha256": sha256,
                    "exam": exams.get(result.chapter, exams[""]),
                    "seconds": round(seconds, 2),
                    "result": result.as_data(),
                }
            )

        for sha256, (handed, _) in list(contents.items()):
            if handed.trouble:  # it needs a human without being graded
                enter(sha256, needs_human(handed.trouble), 0.0)
                del contents[sha256]
        results = (
            dask_results(job, contents, scheduler)
            if scheduler
            else pool_results(job, contents, jobs)
        )
        with (
            closing(results),
            tqdm(total=len(contents), unit="file", disable=None) as bar,
        ):
            for each in results:
                enter(*each)
                bar.update()
        return len(contents)


def _arrived(
    submissions: Iterable[Handed], log: Log, again: bool
) -> dict[str, Handed]:
    """Enter what has arrived in the log; return what is to be graded, by SHA-256.

    What is returned is in the order of the submissions, in which one student's zip is opened once.
    """
    gradebook = log.gradebook
    read: dict[str, Handed] = {}
    submissions = list(submissions)
    arrivals = list(_in_order(submissions))
    here = {arrival[:2] for arrival in arrivals}
    last = {known[0]: known for known in gradebook.submissions}
    for student, file, sha256, handed in arrivals:
        # Where the student's latest file is not here, what is here is later, known or not.
        new = last.get(student, (student, file)) not in here
        if new or gradebook.submissions.get((student, file)) != sha256:
            log.append({"student": student, "file": file, "sha256": sha256})
        earlier = gradebook.result_of(sha256)
        if earlier is None or (again and earlier.status == Status.NEEDS_HUMAN):
            read[sha256] = handed
    places = {id(each): place for place, each in enumerate(submissions)}
    return dict(sorted(read.items(), key=lambda its: places[id(its[1])]))


def _chapters(
    gradebook: Gradebook, read: dict[str, Handed], exam: Exam
) -> dict[str, str | None]:
    """Return the chapters of the files to be graded of those who have handed in several."""
    files = Counter(student for student, _ in gradebook.submissions)
    of_several = {
        sha256
        for (student, _), sha256 in gradebook.submissions.items()
        if files[student] > 1
    }
    return {
        sha256: _chapter(handed, exam)
        for sha256, handed in read.items()
        if sha256 in of_several and not handed.trouble
    }


def _that_count(
    gradebook: Gradebook,
    read: dict[str, Handed],
    chapters: dict[str, str | None],
) -> Contents:
    """Return the contents to grade: of one student's files that answer a chapter the last."""
    last = {}  # (student, chapter) -> SHA-256; each file without a chapter stands for itself
    for (student, file), sha256 in gradebook.submissions.items():
        known = None if sha256 in read else gradebook.chapter_of(sha256)
        chapter = chapters.get(sha256, known)
        last[student, chapter or (file,)] = sha256
    counting = Counter(student for student, _ in last)
    seconds = {
        sha256: min(MOST_SECONDS, MOST_SECONDS_OF_STUDENT / counting[student])
        for (student, _), sha256 in last.items()
    }
    return {
        sha256: (handed, seconds[sha256])
        for sha256, handed in read.items()
        if sha256 in seconds
    }


def chapters_of(submissions: Iterable[Handed], handed_out: Exam) -> set[str]:
    """Return the chapters of what was handed in: their exams are needed."""
    found = set()
    for handed in submissions:
        with suppress(Unreadable):
            notebook = read_notebook(content_of(handed))
            found.add(chapter_of(notebook, handed_out))
    return found


def _chapter(handed: Handed, exam: Exam) -> str | None:
    """Return the chapter that a file answers; None if it answers none, or nothing in it."""
    try:
        notebook = read_notebook(content_of(handed))
        chapter = chapter_of(notebook, exam)
        answers = answers_of(notebook, exam[chapter]["cells"])
    except Unreadable:
        return None
    return chapter if State.ANSWERED in answers.states.values() else None


def refuse_what_is_seen(*paths: Path) -> None:
    """Refuse a folder that student code could read; raises Refused."""
    for path in paths:
        if folder := exposed(path):
            raise Refused(
                f"{path} lies in {folder}, which the jail must show to "
                "student code: every student could read what is in it. "
                "Remedy: another place, such as a folder in your home."
            )


def refuse_results_in(submissions: Path, out: Path) -> None:
    """Refuse results among the submissions, which the next run would take for some."""
    inside, outside = out.resolve(), submissions.resolve()
    if inside == outside or outside in inside.parents:
        raise Refused(
            f"{out} lies in {submissions}: what is written there would be "
            "graded the next time. Remedy: another folder for the results."
        )


def _in_order(
    submissions: Iterable[Handed],
) -> Iterator[tuple[str, str, str, Handed]]:
    """Yield (student, file, SHA-256, Handed): by file name, so that later attempts come later.

    Files of one student with the same name (from several folders) get a number.
    """

    def age(hashed: tuple[Handed, str]) -> list[Any]:
        # Canvas writes LATE between name and number of some attempts.
        name = hashed[0].file.replace("_LATE_", "_")
        parts: list[Any] = re.split(r"([0-9]+)", name)
        numbers = [digits.lstrip("0") for digits in parts[1::2]]
        parts[1::2] = [(len(n), n) for n in numbers]
        return parts

    def sha256_of_its(handed: Handed) -> str:
        trouble = f"trouble: {handed.trouble}".encode()
        return sha256_of(trouble if handed.trouble else handed.data)

    # Read as they come, zip by zip, and only then sorted.
    hashed = [(each, sha256_of_its(each)) for each in submissions]
    taken: dict[tuple[str, str], list[str]] = {}
    for each, sha256 in sorted(hashed, key=age):
        hashes = taken.setdefault((each.student, each.file), [])
        if sha256 not in hashes:
            hashes.append(sha256)
            count = len(hashes)
            file = f"{each.file} ({count})" if count > 1 else each.file
            yield each.student, file, sha256, each


def unsupported() -> str | None:
    """Return why grading cannot run on this system; None if it can."""
    if sys.platform == "linux":
        return None
    return (
        "grading runs on Linux only: the jail for student code is made of "
        "Linux namespaces. Remedy: a Linux machine, WSL 2 on Windows, or a "
        "virtual machine. Marks and feedback work here."
    )
