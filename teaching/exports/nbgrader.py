"""A course in nbgrader's format: `python -m teaching.exports.nbgrader FOLDER` writes it.

For teachers who live there: nbgrader releases, collects, grades and shows. Its tests run beside
the student's code, in the same process: a student who wants to can read them and change the
marks. Who must trust the marks grades with `make grade`.

An exercise becomes three cells: stub and solution in one, of which nbgrader keeps the stub; the
learner's check, worth no points, so that `validate` shows what it says; and the teacher's tests,
hidden, which give the points, also some of them. The hidden tests hold inputs and expected
values, drawn with a seed of their own, not the code that made them.
"""

import argparse
import base64
import json
import secrets
import sys
import textwrap
import zlib
from pathlib import Path

import nbformat

from book.reader.chapters import (
    ROOT,
    chapter_paths,
    read_notebook,
    tags,
)
from book.without_solutions import text_without_solutions, without_outputs
from teaching.authoring.case import build_case
from teaching.authoring.exercise import exercises
from teaching.handouts.zips import chapter_files, shared_files

TEMPLATES = Path(__file__).with_name("templates")

HIDDEN = '''\
# The teacher's tests run here, with other numbers than the check.
### BEGIN HIDDEN TESTS
def points_of(answer, case):
    """The points of an answer: those of each test that it passes."""
    import base64
    import json
    import zlib

    from graded.compare import judge
    from graded.outcome import outcome_of
    from graded.values import unpack

    points = 0
    for test in json.loads(zlib.decompress(base64.b64decode(case))):
        outcomes = [
            outcome_of(
                answer,
                test["driver"],
                [unpack(each) for each in trial["inputs"]],
            )
            for trial in test["trials"]
        ]
        points += test["points"] * judge(test, outcomes).passed
    return points


points_of({entry_point}, """
{case}
""")
### END HIDDEN TESTS'''


def mark(cell, grade_id, **values):
    """Give a cell nbgrader's metadata."""
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    } | values


def packed_tests(case):
    """The tests of a case as text for the hidden cell, without the known mistakes."""
    tests = [
        {
            **test,
            "trials": [{**t, "mistakes": {}} for t in test["trials"]],
        }
        for test in case["tests"]
    ]
    packed = base64.b64encode(zlib.compress(json.dumps(tests).encode(), 9))
    return textwrap.fill(packed.decode("ascii"), 100)


def beside(source):
    """A cell's source for a notebook that has the book's files beside it, not a folder above."""
    return source.replace('"../', '"./').replace('(0, "..")', '(0, ".")')


def course_notebook(notebook, cases):
    """A chapter as nbgrader's source notebook.

    ``cases`` are those of its exercises, by id, as ``build_case`` gives them.
    """
    copy, stub = without_outputs(notebook), None
    made = []
    for cell in copy.cells:
        kinds = set(tags(cell))
        if cell.cell_type == "code":
            cell.source = beside(cell.source)
        elif "solution" not in kinds:
            cell.source = text_without_solutions(
                cell.source, f"cell `{cell.id}`"
            )
        if "exercise" in kinds:
            stub = cell
        elif "solution" in kinds:
            stub.source += f"\n### BEGIN SOLUTION\n{cell.source}\n"
            stub.source += "### END SOLUTION"
            mark(stub, stub.id, solution=True)
            continue  # it stands in the stub's cell now
        elif "check" in kinds:
            mark(cell, cell.id, grade=True, locked=True, points=0)
            made.append(cell)
            made.append(points_cell(cases[stub.metadata.grading.id], stub))
            continue
        elif "free-text" in kinds and "grading" in cell.metadata:
            points = cell.metadata.grading.get("points", 0)
            mark(cell, cell.id, grade=True, solution=True, points=points)
        elif {"setup", "export"} & kinds:
            mark(cell, cell.id, locked=True)
        made.append(cell)
    copy.cells = made
    return copy


def points_cell(case, stub):
    """The hidden tests of one exercise."""
    name = f"points-{case['id']}"
    source = HIDDEN.format(
        entry_point=stub.metadata.grading.entry_point, case=packed_tests(case)
    )
    cell = nbformat.v4.new_code_cell(source, id=name)
    mark(cell, name, grade=True, locked=True, points=case["points"])
    return cell


def write_course(folder, seed, chapters=None, root=ROOT):
    """Write the course: nbgrader's settings, and an assignment for each chapter.

    Parameters
    ----------
    folder : Path
        Must not hold a course yet: a gradebook would not fit the new tests.
    seed : int
        Of the hidden tests.
    chapters : list of str, optional
        Notebooks' names without ``.ipynb``; all by default.

    Raises
    ------
    FileExistsError
        If there is a course in the folder.
    KeyError
        If there is no such chapter.
    """
    source = folder / "source"
    if source.exists():
        raise FileExistsError(
            f"{folder} holds a course already. Remedy: name another folder."
        )
    paths = {Path(path).stem: path for path in chapter_paths(root)}
    for name in chapters or []:
        if name not in paths:
            known = ", ".join(paths)
            raise KeyError(f"no chapter {name!r}; there are: {known}")
    shared = shared_files(root)
    del shared["README.md"], shared["requirements.txt"]
    # In the assignments as well: for students who run `nbgrader validate` there.
    settings = (TEMPLATES / "nbgrader_config.py").read_bytes()
    shared["nbgrader_config.py"] = settings
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_bytes(settings)
    readme = (TEMPLATES / "nbgrader_readme.md").read_bytes()
    (folder / "README.md").write_bytes(readme)
    for name in chapters or paths:
        cases = {e.id: build_case(e, seed) for e in exercises(name)}
        files = shared | chapter_files(root, paths[name])
        del files[paths[name]]  # in its place comes nbgrader's form
        notebook = course_notebook(read_notebook(root, paths[name]), cases)
        text = nbformat.writes(notebook, indent=1, ensure_ascii=False)
        files[f"{name}.ipynb"] = (text + "\n").encode()
        for path, data in files.items():
            file = source / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def main(arguments=None):
    """Run the command; 0 when all is well."""
    parser = argparse.ArgumentParser(
        prog="python -m teaching.exports.nbgrader", description=__doc__
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapter", action="append", help="only this one")
    parser.add_argument("--seed", type=int, help="of the hidden tests")
    given = parser.parse_args(arguments)
    seed = secrets.randbits(63) if given.seed is None else given.seed
    try:
        write_course(given.folder, seed, given.chapter)
    except (FileExistsError, KeyError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    print(f"The course is in {given.folder}; its README.md says how to go on.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
