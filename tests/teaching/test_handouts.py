"""What is handed out: no solution, no hidden test, no output, and it runs where it is unpacked."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from book.class_pages import (
    HandoutError,
    text_without_solutions,
    without_solutions,
)
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_cells,
    exercises,
    read_notebook,
    tags,
)
from book.reader.context import global_names, without_magics
from book.rules import FEWEST_EXERCISES
from teaching.authoring.exercise import EXERCISES, exercise_names
from teaching.handouts import commands, leaks
from teaching.handouts import zips as handouts
from teaching.written import Written, zip_of

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.seconds(-1),  # after the teacher's page, which makes the zips
]

PATHS = [  # of chapters: other pages have nothing to hand in
    path
    for path in chapter_paths(ROOT)
    if list(exercises(read_notebook(ROOT, path)))
]
FIRST = PATHS[0]


@pytest.fixture(scope="module")
def zips(tmp_path_factory, handed_out_by_the_teacher):
    """The folder of all zips; where the teacher's commands have just been tested, theirs."""
    out = tmp_path_factory.mktemp("class")
    if handed_out_by_the_teacher.exists():
        for file in handed_out_by_the_teacher.glob("*.zip"):
            (out / file.name).symlink_to(file)
    else:
        handouts.write_zips(Written(out))
    return out


def notebook_in(zips, path, archive=None):
    """A chapter as it lies in its zip."""
    name = archive or f"{Path(path).stem}.zip"
    with zipfile.ZipFile(zips / name) as opened:
        text = opened.read(f"{handouts.FOLDER}/{path}").decode("utf-8")
    return nbformat.reads(text, as_version=4)


def unpacked(zips, folder, name):
    """Unpack a zip as a student does; gives the folder that it makes."""
    with zipfile.ZipFile(zips / name) as archive:
        archive.extractall(folder)
    (only,) = folder.iterdir()
    return only


# What is in it -------------------------------------------------------------------------------


def test_there_is_a_zip_for_each_chapter_and_one_for_all_together(zips):
    names = {f"{Path(path).stem}.zip" for path in chapter_paths(ROOT)}
    made = {file.name for file in zips.glob("*.zip")}
    assert made == names | {handouts.ALL_CHAPTERS}


@pytest.mark.parametrize("path", PATHS)
def test_only_the_solutions_are_missing(zips, path):
    source = read_notebook(ROOT, path)
    student = notebook_in(zips, path)
    kept = [c.id for c in source.cells if "solution" not in tags(c)]
    assert [cell.id for cell in student.cells] == kept
    assert len(kept) < len(source.cells)
    assert notebook_in(zips, path, handouts.ALL_CHAPTERS) == student
    nbformat.validate(student)


@pytest.mark.parametrize("path", PATHS)
def test_exercises_show_number_and_points_and_can_be_recognised(zips, path):
    source, student = read_notebook(ROOT, path), notebook_in(zips, path)
    for cell in code_cells(student):  # nothing has been run
        assert not cell.outputs, cell.id
        assert cell.execution_count is None, cell.id
        assert "keep_output" not in cell.metadata, cell.id
    cells = {cell.id: cell for cell in student.cells}
    found = list(exercises(source))
    assert found
    for number, (text, stub, check, _) in enumerate(found, start=1):
        words = cells[text.id].source
        assert f"### Exercise {number}: " in words
        assert f"**Points:** {stub.metadata.grading.points}" in words
        assert cells[stub.id].metadata.grading == stub.metadata.grading
        assert cells[stub.id].source == stub.source
        assert cells[check.id].source == check.source


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (
            "Each exercise has a cell, a check, and a\nfolded solution.",
            "Each exercise has a cell and a check.",
        ),
        (
            "a stub, a hint, a folded solution and checks",
            "a stub, a hint and checks",
        ),
    ],
)
def test_texts_do_not_speak_of_solutions_that_are_not_there(said, instead):
    assert text_without_solutions(said, "a text") == instead


def test_a_text_that_speaks_of_solutions_is_refused():
    cell = nbformat.v4.new_markdown_cell("See the folded\nsolution.", id="see")
    with pytest.raises(HandoutError, match="cell `see`"):
        without_solutions(nbformat.v4.new_notebook(cells=[cell]))


def test_a_zip_holds_whole_folders_and_nothing_of_the_teachers(zips):
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in ("graded", "transformer_lib")
        for path in (ROOT / folder).rglob("*.py")
    }
    for file in zips.glob("*.zip"):
        names = {
            name.removeprefix(f"{handouts.FOLDER}/")
            for name in zipfile.ZipFile(file).namelist()
        }
        assert expected <= names
        folders = {name.split("/")[0] for name in names if "/" in name}
        assert folders - {"recipes"} == {
            *("graded", "transformer_lib", "chapters")
        }
        assert not any("__pycache__" in name for name in names)


def test_each_chapter_has_the_cases_of_its_checks_and_no_others(zips):
    for path in PATHS:
        archive = zipfile.ZipFile(zips / f"{Path(path).stem}.zip")
        cases = {Path(n).stem for n in archive.namelist() if "/cases/" in n}
        assert cases == set(exercise_names(Path(path).stem))


def test_missing_data_is_named(tmp_path):
    (tmp_path / "chapters").mkdir()
    reads_texts = next(path for path in PATHS if "since_2017" in path)
    nbformat.write(read_notebook(ROOT, reads_texts), tmp_path / reads_texts)
    with pytest.raises(HandoutError, match=r"recipes/.* is missing"):
        handouts.chapter_files(tmp_path, reads_texts)


def test_a_chapter_gets_the_recipes_that_it_names(tmp_path):
    chapter = read_notebook(ROOT, PATHS[2])
    code = next(cell for cell in chapter.cells if cell.cell_type == "code")
    code.source = 'from recipes import recipe\nload_recipe("number_words")'
    (tmp_path / "chapters").mkdir()
    nbformat.write(chapter, tmp_path / PATHS[2])
    for name in ("recipes", "graded", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    files = handouts.chapter_files(tmp_path, PATHS[2])
    folders = {Path(f).parent.name for f in files if f.startswith("recipes/")}
    assert folders == {"recipes", "number_words"}
    assert "recipes/number_words/weights.safetensors" in files
    assert "recipes/number_words/README.md" in files
    assert b"sacrebleu" in files["requirements.txt"]


def test_the_zips_are_the_same_each_time(zips, tmp_path):
    """One chapter's, made again: its cases are drawn again, too."""
    again = tmp_path / "again.zip"
    files = handouts.shared_files(ROOT) | handouts.chapter_files(ROOT, FIRST)
    inside = {
        f"{handouts.FOLDER}/{name}": data for name, data in files.items()
    }
    again.write_bytes(zip_of(inside))
    made = zips / f"{Path(FIRST).stem}.zip"
    assert again.read_bytes() == made.read_bytes()


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
    for _, _, _, solution in exercises(source):
        student = without_solutions(source)
        student.cells.append(nbformat.from_dict(solution))
        for name in [solution.id, "another-id"]:
            student.cells[-1].id = name
            files = {path: nbformat.writes(student).encode()}
            archive = f"{len(names)}.zip"
            (tmp_path / archive).write_bytes(zip_of(files))
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
        (packed / "all.zip").write_bytes(zip_of({name: text.encode()}))
        assert len(leaks.leaks(packed, hidden=hidden)) == 1, name


def test_files_of_exercises_left_in_are_found(tmp_path, hidden):
    files = {}
    for file in EXERCISES.rglob("*.py"):
        copy = f"{len(files)}-{file.name}"
        (tmp_path / copy).write_bytes(file.read_bytes())
        files[copy] = file
    missed = files.keys() - leaking(tmp_path, hidden)
    assert files
    assert not missed, [files[copy] for copy in missed]


def test_what_got_into_the_check_is_a_secret_all_the_same(tmp_path, hidden):
    """The check is handed out whole; that does not make what it should not hold public."""
    for name in ("_toc.yml", "chapters", "teaching"):
        (tmp_path / name).symlink_to(ROOT / name)
    answers = EXERCISES / "masking" / "prefix" / "answers.py"
    (tmp_path / "graded").mkdir()
    shutil.copy(answers, tmp_path / "graded" / "answers.py")
    before = {
        line for line, where in hidden.items() if "prefix/answers" in where
    }
    after = leaks.secrets(tmp_path)
    assert before and before <= after.keys()


def handout(tmp_path, monkeypatch, write_zips):
    """What the command says, with these zips."""
    monkeypatch.setattr(handouts, "write_zips", write_zips)
    options = ["--out", str(tmp_path), "--no-pages"]
    return CliRunner().invoke(commands.handout, options)


def test_the_command_says_what_it_made(tmp_path, monkeypatch):
    def write_zips(out):
        return [out.write("01.zip", zip_of({"graded/check.py": b"x = 1"}))]

    done = handout(tmp_path, monkeypatch, write_zips)
    assert done.exit_code == 0, done.output
    assert "01.zip" in done.output
    assert "No secret is in it" in done.output


def test_the_command_refuses_a_leak(tmp_path, monkeypatch):
    secret = (EXERCISES / "masking" / "prefix" / "answers.py").read_bytes()

    def write_zips(out):
        return [out.write("01.zip", zip_of({"graded/answers.py": secret}))]

    done = handout(tmp_path, monkeypatch, write_zips)
    assert done.exit_code == 1
    assert "01.zip holds a line of teaching/exercises/masking" in done.output
    assert "secret lines are in" in done.output


def test_the_command_says_what_cannot_be_handed_out(tmp_path, monkeypatch):
    def write_zips(out):
        raise HandoutError("cell `see` speaks of solutions")

    done = handout(tmp_path, monkeypatch, write_zips)
    assert done.exit_code == 1
    assert "Error: cell `see` speaks of solutions" in done.output


# It runs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_no_other_cell_needs_an_answer(path):
    """A chapter without solutions runs on: only checks use what the exercises ask for."""
    answers, others = set(), set()
    for cell in code_cells(read_notebook(ROOT, path)):
        bound, used = global_names(without_magics(cell.source))
        if {"exercise", "solution", "check"} & set(tags(cell)):
            answers |= bound - others
        else:
            assert not used & answers, cell.id
            others |= bound


@pytest.mark.parametrize(
    ("archive", "file"),
    [
        # A recipe's data may be another's; and a chapter may read a whole folder.
        ("14_since_2017.zip", "word_vectors/corpus.txt.xz"),
        ("14_since_2017.zip", "language_model/tokenizer.json"),
        ("15_real_networks.zip", "real_networks/voice.wav"),
        ("15_real_networks.zip", "real_networks/LICENSE-DATA"),
    ],
)
def test_what_a_chapter_reads_is_in_its_zip(zips, archive, file):
    with zipfile.ZipFile(zips / archive) as opened:
        assert f"{handouts.FOLDER}/recipes/{file}" in opened.namelist()


def test_a_chapter_runs_where_it_is_unpacked(zips, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    folder = unpacked(zips, tmp_path, f"{Path(FIRST).stem}.zip")
    notebook = nbformat.read(folder / FIRST, as_version=4)
    where = "import graded, transformer_lib\nfrom pathlib import Path\n"
    where += "for module in (graded, transformer_lib):\n"
    where += "    print(Path(module.__file__).resolve().parents[1])"
    notebook.cells.append(nbformat.v4.new_code_cell(where, id="where"))
    NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(folder / "chapters")}},
    ).execute()

    printed = notebook.cells[-1].outputs[0].text.split()
    assert printed == [str(folder.resolve())] * 2  # nothing from elsewhere
    checks = []
    for cell in code_cells(notebook):
        errors = [o for o in cell.outputs if o.output_type == "error"]
        if "check" in tags(cell):
            checks.append(cell.id)
            assert [e.ename for e in errors] == ["NotAnswered"]
        else:
            assert not errors, (cell.id, errors)
    assert len(checks) >= FEWEST_EXERCISES


def test_the_learners_check_works_where_it_is_unpacked(zips, tmp_path):
    folder = unpacked(zips, tmp_path, handouts.ALL_CHAPTERS)
    cases = folder / "graded" / "cases"
    names = [json.loads(f.read_text("utf-8")) for f in cases.glob("*.json")]
    assert len(names) == len(exercise_names())
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
    lines = handouts.requirements(ROOT).split()
    names = {line.split(">")[0] for line in lines}
    needed = {"numpy", "torch", "matplotlib", "safetensors"}
    assert names == needed | {"jupyterlab"}
