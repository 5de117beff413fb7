"""What is handed out: no solution, no hidden test, no output, and it runs where it is unpacked."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from book import rules
from book.editions import leaks
from book.editions import student as edition
from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags
from book.reader.context import global_names, without_magics

PATHS = chapter_paths(ROOT)
FIRST = PATHS[0]


@pytest.fixture(scope="module")
def zips(tmp_path_factory):
    """The folder of all zips."""
    out = tmp_path_factory.mktemp("class")
    edition.write_editions(out, ROOT)
    return out


def notebook_in(zips, path, archive=None):
    """A chapter as it lies in its zip."""
    name = archive or f"{Path(path).stem}.zip"
    with zipfile.ZipFile(zips / name) as opened:
        text = opened.read(f"{edition.FOLDER}/{path}").decode("utf-8")
    return nbformat.reads(text, as_version=4)


def unpacked(zips, folder, name):
    """Unpack a zip as a student does; gives the folder that it makes."""
    with zipfile.ZipFile(zips / name) as archive:
        archive.extractall(folder)
    (only,) = folder.iterdir()
    return only


# What is in it -------------------------------------------------------------------------------


def test_there_is_a_zip_for_each_chapter_and_one_for_the_course(zips):
    names = {f"{Path(path).stem}.zip" for path in PATHS} | {edition.COURSE}
    assert {file.name for file in zips.iterdir()} == names


@pytest.mark.parametrize("path", PATHS)
def test_only_the_solutions_are_missing(zips, path):
    source = read_notebook(ROOT, path)
    student = notebook_in(zips, path)
    kept = [c.id for c in source.cells if "solution" not in tags(c)]
    assert [cell.id for cell in student.cells] == kept
    assert len(kept) < len(source.cells)
    assert notebook_in(zips, path, edition.COURSE) == student
    nbformat.validate(student)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_has_been_run(zips, path):
    for cell in rules.code_cells(notebook_in(zips, path)):
        assert not cell.outputs, cell.id
        assert cell.execution_count is None, cell.id
        assert "keep_output" not in cell.metadata, cell.id


@pytest.mark.parametrize("path", PATHS)
def test_exercises_show_number_and_points_and_can_be_recognised(zips, path):
    source, student = read_notebook(ROOT, path), notebook_in(zips, path)
    cells = {cell.id: cell for cell in student.cells}
    found = list(rules.exercises(source))
    assert found
    for number, (text, stub, _, check) in enumerate(found, start=1):
        words = cells[text.id].source
        assert f"### Exercise {number}: " in words
        assert f"**Points:** {stub.metadata.grading.points}" in words
        assert cells[stub.id].metadata.grading == stub.metadata.grading
        assert cells[stub.id].source == stub.source
        assert cells[check.id].source == check.source


def test_texts_do_not_speak_of_solutions_that_are_not_there():
    said = (
        "Each exercise has a cell to fill in, a folded solution, and a\ncheck."
        " On this page the\nsolutions have been run."
    )
    assert edition.student_text(said, "a text") == (
        "Each exercise has a cell to fill in and a\ncheck."
    )
    said = "a stub, a hint, a folded solution and checks"
    assert edition.student_text(said, "a text") == "a stub, a hint and checks"


def test_a_text_that_speaks_of_solutions_is_refused():
    cell = nbformat.v4.new_markdown_cell("See the folded\nsolution.", id="see")
    with pytest.raises(edition.EditionError, match="cell `see`"):
        edition.without_solutions(nbformat.v4.new_notebook(cells=[cell]))


def test_the_teachers_side_is_not_handed_out(zips):
    teachers = ["exercise.py", "case.py", "exercises/", "tests/", "tools/"]
    teachers += ["grading", "jail", "worker", "session", "solution"]
    for file in zips.iterdir():
        for name in zipfile.ZipFile(file).namelist():
            assert not any(word in name for word in teachers), name


def test_a_check_without_its_case_is_refused(tmp_path):
    path = PATHS[1]  # it reads no data
    chapter = read_notebook(ROOT, path)
    _, stub, _, check = next(iter(rules.exercises(chapter)))
    check.source = f'check("{stub.metadata.grading.id}", answer)'
    (tmp_path / "chapters").mkdir()
    nbformat.write(chapter, tmp_path / path)
    with pytest.raises(edition.EditionError, match=check.id):
        edition.chapter_files(tmp_path, path)


def test_missing_data_is_named(tmp_path):
    (tmp_path / "chapters").mkdir()
    nbformat.write(read_notebook(ROOT, FIRST), tmp_path / FIRST)
    with pytest.raises(edition.EditionError, match=r"recipes/.* is missing"):
        edition.chapter_files(tmp_path, FIRST)


def test_a_chapter_gets_the_recipes_that_it_names(tmp_path):
    chapter = read_notebook(ROOT, PATHS[1])
    code = next(cell for cell in chapter.cells if cell.cell_type == "code")
    code.source = 'from recipes import recipe\nload_recipe("number_words")'
    (tmp_path / "chapters").mkdir()
    nbformat.write(chapter, tmp_path / PATHS[1])
    for name in ("recipes", "graded", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    files = edition.chapter_files(tmp_path, PATHS[1])
    folders = {Path(f).parent.name for f in files if f.startswith("recipes/")}
    assert folders == {"recipes", "number_words"}
    assert "recipes/number_words/weights.safetensors" in files
    assert "recipes/number_words/README.md" in files
    assert b"sacrebleu" in files["requirements.txt"]


def test_the_zips_are_the_same_each_time(zips, tmp_path):
    edition.write_editions(tmp_path, ROOT)
    for file in zips.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


# No secret is in it --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hidden():
    return leaks.secrets(ROOT)


def test_no_line_of_a_solution_or_test_is_handed_out(zips, hidden):
    assert len(hidden) > 100
    assert leaks.leaks(zips, ROOT, hidden) == []


def leaking(folder, hidden):
    """The files of a folder in which something secret was found."""
    found = leaks.leaks(folder, ROOT, hidden)
    return {sentence.split(" holds ")[0] for sentence in found}


@pytest.mark.parametrize("path", PATHS)
def test_each_solution_left_in_is_found(tmp_path, hidden, path):
    source = read_notebook(ROOT, path)
    names = {}
    for _, _, solution, _ in rules.exercises(source):
        student = edition.student_notebook(source)
        student.cells.append(nbformat.from_dict(solution))
        for name in [solution.id, "another-id"]:
            student.cells[-1].id = name
            files = {path: nbformat.writes(student).encode()}
            archive = f"{len(names)}.zip"
            edition.write_zip(tmp_path / archive, files)
            names[archive] = name
    missed = names.keys() - leaking(tmp_path, hidden)
    # A solution of one line may stand elsewhere in the book as well: its id is found.
    assert [names[archive] for archive in missed] in ([], ["another-id"])


def test_a_line_of_a_solution_is_found_wherever_it_hides(tmp_path):
    line = 'if a < b and c == "d":'
    hidden = {line: "a solution"}
    page = 'if <span class="n">a</span> &lt; b and   c == &quot;d&quot;:'
    notebook = {"source": ["x = 1\n", f"    {line}\n"]}
    for name, text in {
        "page.html": page,
        "module.py": f"    {line}\n",
        "chapter.ipynb": json.dumps(notebook),
        "case.json": json.dumps([{"hints": line}]),
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text(text, "utf-8")
        assert len(leaks.leaks(folder, hidden=hidden)) == 1, name
        packed = tmp_path / f"zip-{name}"
        packed.mkdir()
        edition.write_zip(packed / "all.zip", {name: text.encode()})
        assert len(leaks.leaks(packed, hidden=hidden)) == 1, name


def test_files_of_exercises_left_in_are_found(tmp_path, hidden):
    files = {}
    for file in (ROOT / "graded" / "exercises").rglob("*.py"):
        copy = f"{len(files)}-{file.name}"
        (tmp_path / copy).write_bytes(file.read_bytes())
        files[copy] = file
    missed = files.keys() - leaking(tmp_path, hidden)
    assert files
    # An answer of one line may stand elsewhere in the book as well.
    assert len(missed) <= len(files) // 10, [files[copy] for copy in missed]


# It runs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_no_other_cell_needs_an_answer(path):
    """A chapter without solutions runs on: only checks use what the exercises ask for."""
    answers, others = set(), set()
    for cell in rules.code_cells(read_notebook(ROOT, path)):
        bound, used = global_names(without_magics(cell.source))
        if {"exercise", "solution", "check"} & set(tags(cell)):
            answers |= bound - others
        else:
            assert not used & answers, cell.id
            others |= bound


def test_a_chapter_runs_where_it_is_unpacked(zips, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    folder = unpacked(zips, tmp_path, f"{Path(FIRST).stem}.zip")
    notebook = nbformat.read(folder / FIRST, as_version=4)
    where = "import book, graded, transformer_lib\nfrom pathlib import Path\n"
    where += "for module in (book, graded, transformer_lib):\n"
    where += "    print(Path(module.__file__).resolve().parents[1])"
    notebook.cells.append(nbformat.v4.new_code_cell(where, id="where"))
    NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(folder / "chapters")}},
    ).execute()

    printed = notebook.cells[-1].outputs[0].text.split()
    assert printed == [str(folder.resolve())] * 3  # nothing from elsewhere
    checks = []
    for cell in rules.code_cells(notebook):
        errors = [o for o in cell.outputs if o.output_type == "error"]
        if "check" in tags(cell):
            checks.append(cell.id)
            assert [e.ename for e in errors] == ["NotImplementedError"]
        else:
            assert not errors, (cell.id, errors)
    assert len(checks) >= rules.FEWEST_EXERCISES


def test_the_learners_check_works_where_it_is_unpacked(zips, tmp_path):
    folder = unpacked(zips, tmp_path, edition.COURSE)
    cases = folder / "graded" / "cases"
    names = [json.loads(f.read_text("utf-8")) for f in cases.glob("*.json")]
    ours = (ROOT / "graded" / "cases").glob("*.json")
    assert len(names) == len(list(ours))
    program = "from graded import check, report\n"
    program += "".join(f"report({c['chapter']!r})\n" for c in names)
    environment = {
        k: v for k, v in os.environ.items() if k != "PYTHONPATH"
    } | {"PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        check=True,
        timeout=60,
    )


def test_requirements_are_those_of_the_package_and_jupyterlab():
    lines = edition.requirements(ROOT).split()
    names = {line.split(">")[0] for line in lines}
    needed = {"numpy", "torch", "matplotlib", "safetensors"}
    assert names == needed | {"jupyterlab"}
