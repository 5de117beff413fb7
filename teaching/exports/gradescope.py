"""An autograder for Gradescope: `python -m teaching.exports.gradescope FILE.zip --chapter NAME` writes it.

The zip is uploaded to one programming assignment. It holds the grader and the chapter's cases,
drawn with a seed of its own, but neither solutions nor what the cases are made of; all of it stays
on Gradescope's side. There the student's code runs in the same jail as here. Where Gradescope's
container forbids a jail, each submission is reported as one for a human, unless the bundle was
built with `--unsafe`.

Set the container's memory to 2 GB or more: 0.75 GB, the default, is little for PyTorch.
"""

import argparse
import json
import runpy
import secrets
import sys
import tomllib
import zipfile
from pathlib import Path

from teaching.jail.sandbox import FOLDERS, ROOT

TEMPLATES = Path(__file__).with_name("templates") / "gradescope"
PROGRAMS = ("setup.sh", "run_autograder", "autograde.py")
SECONDS = 540  # Gradescope itself ends a run after 600


def requirements():
    """What the grader and a student's code import."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return [*tomllib.loads(text)["project"]["dependencies"], "psutil"]


def bundle(course, unsafe=False, seconds=SECONDS):
    """The files of a bundle, path -> bytes.

    Parameters
    ----------
    course : dict
        As ``teaching.jail.grading.course`` gives it, of the assignment's chapter.
    unsafe : bool
        Whether to run students' code without a jail where there is none.
    seconds : float
        After this time a submission is one for a human.
    """
    files = {name: (TEMPLATES / name).read_bytes() for name in PROGRAMS}
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            files[file.relative_to(ROOT).as_posix()] = file.read_bytes()
    needs_human = runpy.run_path(TEMPLATES / "autograde.py")["needs_human"]
    unfinished = needs_human("the grader was ended before it had a result")
    settings = {"unsafe": unsafe, "seconds": seconds}
    for name, data in {
        "course.json": course,
        "settings.json": settings,
        "unfinished.json": unfinished,
    }.items():
        files[name] = json.dumps(data).encode()
    files["requirements.txt"] = "\n".join([*requirements(), ""]).encode()
    return files


def write_bundle(path, files):
    """Write the zip; programs can be executed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, or the rights below say nothing
            rights = 0o755 if name in PROGRAMS else 0o644
            entry.external_attr = rights << 16
            archive.writestr(entry, data)


def main(arguments=None):
    """Run the command; 0 when all is well."""
    from book.reader.chapters import chapter_names
    from teaching.classes.exam import draw_exam

    parser = argparse.ArgumentParser(
        prog="python -m teaching.exports.gradescope",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--chapter", required=True, choices=chapter_names())
    parser.add_argument("--seed", type=int, help="of the inputs drawn")
    parser.add_argument("--unsafe", action="store_true", help="see above")
    given = parser.parse_args(arguments)
    seed = secrets.randbits(63) if given.seed is None else given.seed
    part = draw_exam(seed, [given.chapter])
    write_bundle(given.file, bundle(part, given.unsafe))
    of = sum(case["points"] for case in part[given.chapter]["cases"])
    print(f"{given.file}: the autograder for {given.chapter}, {of} points.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
