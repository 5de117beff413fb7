"""A large class graded while things go wrong: nothing is lost, nothing is graded twice.

Not a test, because it takes its time:

    python tests/teaching/load_run.py --submissions 1000 --kill-every 60 --disk FOLDER

Two processes grade. Again and again one of them is killed, once the whole run, and once the disk
that FOLDER lies on is full; the same command then goes on, as a teacher would give it. FOLDER is an
empty folder on a file system of a few MB, such as

    mount -t tmpfs -o size=8m tmpfs FOLDER
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

MOST_DISK = 64 * 2**20  # a disk that is to be filled must be small


def submissions(count):
    """Yield (student, file, content): of five, three are right, one half right, one broken."""
    import classroom

    for number in range(count):
        answers = {"scores_of": classroom.SCORES, "mix": classroom.MIX}
        if number % 5 == 3:
            answers["mix"] = classroom.WRONG_MIX
        # A line of its own: equal files would be one job.
        data = classroom.submission(f"student = {number}", **answers)
        if number % 5 == 4:
            data = data[: len(data) - 9 - number % 50]
        yield f"student_{number}", f"student_{number}.ipynb", data


def expected(number):
    """Return the status and the points of the submission with this number."""
    return {3: ("graded", 2), 4: ("needs-human", None)}.get(
        number % 5, ("graded", 6)
    )


def grade(folder, count):
    """Grade the class, as `python -m teaching grade` does, with the tests' small chapter."""
    import classroom
    from stub_grader import handed

    from teaching.classes.job import Job
    from teaching.classes.run import run
    from teaching.grading.grade import grade

    exam = classroom.exam_without("share")
    run(
        [handed(*each) for each in submissions(count)],
        folder,
        Job(grade, exam),
        jobs=2,
    )


def start(arguments):
    return subprocess.Popen(
        [
            *(sys.executable, __file__, "--grade", str(arguments.disk)),
            *("--submissions", str(arguments.submissions)),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )


def workers(process):
    """Return the processes that grade."""
    import psutil

    try:
        return [
            each
            for each in psutil.Process(process.pid).children()
            if "spawn_main" in " ".join(each.cmdline())
        ]
    except psutil.Error:
        return []


def results(folder):
    """Return how many results the log holds."""
    path = folder / "log.jsonl"
    return path.read_bytes().count(b'"result": ') if path.exists() else 0


def fill(folder):
    """Fill the disk; return the file that does it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**16, 2**8, 1):
            try:
                while True:
                    file.write(b"\x00" * size)
            except OSError:
                continue
    return filler


def attack(arguments):
    """Let the run come to its end, whatever happens; return what happened."""
    rng, done = random.Random(0), Counter()
    filler, process = None, start(arguments)
    next_kill = time.monotonic() + arguments.kill_every
    while True:
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            share = results(arguments.disk) / arguments.submissions
            if time.monotonic() > next_kill and (family := workers(process)):
                rng.choice(family).kill()
                done["workers killed"] += 1
                next_kill = time.monotonic() + arguments.kill_every
            if share > 0.3 and not done["runs killed"]:
                process.send_signal(signal.SIGKILL)
                done["runs killed"] += 1
            if share > 0.6 and not done["disks filled"]:
                filler = fill(arguments.disk)
                done["disks filled"] += 1
            continue
        if process.returncode == 0:
            done["runs to the end"] += 1
            return done
        said = process.stderr.read().strip().splitlines()[-1:]
        print(f"stopped ({process.returncode}): {' '.join(said)}", flush=True)
        done["runs stopped"] += 1
        if filler:
            filler.unlink()
            filler = None
        process = start(arguments)


def check(arguments):
    """Read the log line by line; return what it holds, and what is wrong with it."""
    from teaching.classes.marks import marks_in

    lines = (arguments.disk / "log.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    found = Counter(r["sha256"] for r in records if "result" in r)
    handed_in = {
        student: hashlib.sha256(data).hexdigest()
        for student, _, data in submissions(arguments.submissions)
    }
    marks = {mark.student: mark for mark in marks_in(arguments.disk)}
    wrong = [
        student
        for number, student in enumerate(handed_in)
        if student not in marks
        or (marks[student].status, marks[student].points) != expected(number)
    ]
    return {
        "handed in": len(handed_in),
        "in the log": len(found),
        "lost": len(set(handed_in.values()) - set(found)),
        "graded twice": sum(count > 1 for count in found.values()),
        "not the mark that was due": [
            (student, marks[student].reason) for student in wrong
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--kill-every", type=float, default=60.0)
    parser.add_argument("--disk", type=Path)
    parser.add_argument("--grade", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.grade:
        return grade(arguments.grade, arguments.submissions)
    if not arguments.disk or not arguments.disk.is_dir():
        parser.error("--disk FOLDER: an empty folder on a small file system")
    if any(arguments.disk.iterdir()):
        parser.error(f"{arguments.disk} is not empty")
    if shutil.disk_usage(arguments.disk).total > MOST_DISK:
        parser.error(f"{arguments.disk} lies on a disk too large to be filled")
    began = time.monotonic()
    done = attack(arguments)
    found = check(arguments)
    for what, value in {**done, **found}.items():
        print(f"{what}: {value}")
    print(f"seconds: {time.monotonic() - began:.0f}, cores: {os.cpu_count()}")
    good = not (found["lost"] or found["graded twice"])
    return 0 if good and not found["not the mark that was due"] else 1


if __name__ == "__main__":
    sys.exit(main())
