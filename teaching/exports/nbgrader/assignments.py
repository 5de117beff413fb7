"""The chapters as nbgrader's assignments, for teachers who work with nbgrader.

nbgrader releases, collects, grades and shows. Its tests run beside the student's code, in the same
process: a student who wants to can read them and change the marks. If the marks must be
trustworthy, grade with ``make grade``.

An exercise becomes three cells: stub and solution in one, of which nbgrader keeps the stub; the
learner's check, worth no points, so that `validate` shows what it says; and the teacher's tests,
hidden, which give the points, all or some of them. The hidden tests hold inputs and expected
values, drawn with a seed of their own, not the code that made them.
"""

import base64
import json
import textwrap
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from book.class_pages import text_without_solutions, without_outputs
from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags
from book.reader.chapters import exercises as exercise_cells
from graded.compare import Case
from teaching.authoring.exercise import exercises
from teaching.authoring.fair import fair_case
from teaching.handouts.zips import chapter_files, shared_files
from teaching.refused import Refused
from teaching.written import refuse_foreign, write_new

FILES = Path(__file__).with_name("files")  # settings and README

HIDDEN = '''\
# The teacher's tests run here, with other numbers than the check.
### BEGIN HIDDEN TESTS
def points_of(answer, case):
    """The points of an answer: those of each test that it passes."""
    import base64
    import json
    import zlib

    from graded.compare import judge
    from graded.examine import examined, here

    points = 0
    for test in json.loads(zlib.decompress(base64.b64decode(case))):
        outcomes = [
            examined(
                test["examiner"], trial["inputs"], here(answer, test["driver"])
            )
            for trial in test["trials"]
        ]
        points += test["points"] * judge(test, outcomes).passed
    return points


points_of({entry_point}, """
{case}
""")
### END HIDDEN TESTS'''


def mark(cell: Any, grade_id: str, **values: Any) -> None:
    """Give a cell nbgrader's metadata."""
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    } | values


def packed_tests(case: Case) -> str:
    """Return the tests of a case as text for the hidden cell, which names no known mistakes."""
    tests = [
        test | {"trials": [each | {"mistakes": {}} for each in test["trials"]]}
        for test in case["tests"]
    ]
    packed = base64.b64encode(zlib.compress(json.dumps(tests).encode(), 9))
    return textwrap.fill(packed.decode("ascii"), 100)


def beside(source: str) -> str:
    """Return a cell's source for a notebook that has the book beside it, not a folder above."""
    return source.replace('"../', '"./').replace('(0, "..")', '(0, ".")')


def assignment(notebook: Any, cases: dict[str, Case]) -> Any:
    """Return a chapter as nbgrader's source notebook.

    ``cases`` holds those of its exercises, by id.
    """
    copy = without_outputs(notebook)
    stub: Any = None
    references = {
        each.stub.id: each.reference for each in exercise_cells(copy)
    }
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
            reference = beside(references[stub.id])
            stub.source += f"\n### BEGIN SOLUTION\n{reference}\n"
            stub.source += "### END SOLUTION"
            mark(stub, stub.id, solution=True)
        elif "solution" in kinds:
            continue  # it is in the stub's cell now
        elif "check" in kinds:
            mark(cell, cell.id, grade=True, locked=True, points=0)
            made.append(cell)
            made.append(points_cell(cases[stub.metadata.grading.id], stub))
            continue
        elif {"setup", "export"} & kinds:
            mark(cell, cell.id, locked=True)
        made.append(cell)
    copy.cells = made
    return copy


def points_cell(case: Case, stub: Any) -> Any:
    """Return the cell with the hidden tests of one exercise."""
    name = f"points-{case['id']}"
    source = HIDDEN.format(
        entry_point=stub.metadata.grading.entry_point, case=packed_tests(case)
    )
    cell = nbformat.v4.new_code_cell(source, id=name)
    mark(cell, name, grade=True, locked=True, points=case["points"])
    return cell


def write_assignments(
    folder: Path,
    seed: int,
    chapters: Sequence[str] | None = None,
    root: Path = ROOT,
) -> None:
    """Write nbgrader's settings, and an assignment for each of these chapters, or for all.

    ``seed`` is that of the hidden tests. Raises Refused if there is no such chapter, or if the
    folder holds anything: a gradebook would not fit new tests.
    """
    refuse_foreign(folder)
    paths = {Path(path).stem: path for path in chapter_paths(root)}
    for name in chapters or []:
        if name not in paths:
            known = ", ".join(paths)
            raise Refused(f"no chapter {name!r}; there are: {known}")
    own = {path.name: path.read_bytes() for path in FILES.glob("*.*")}
    written = {folder / name: data for name, data in own.items()}
    shared = shared_files(root)
    del shared["README.md"], shared["requirements.txt"]
    # Students who run `nbgrader validate` need the settings as well.
    shared["nbgrader_config.py"] = own["nbgrader_config.py"]
    for name in chapters or paths:
        cases = {each.id: fair_case(each, seed) for each in exercises(name)}
        files = shared | chapter_files(root, paths[name])
        notebook = assignment(read_notebook(root, paths[name]), cases)
        text = nbformat.writes(notebook, indent=1, ensure_ascii=False)
        files[paths[name]] = (text + "\n").encode()
        # Those of chapters/ go to the top, where the notebook is.
        written |= {
            folder / "source" / name / path.removeprefix("chapters/"): data
            for path, data in files.items()
        }
    write_new(written)
