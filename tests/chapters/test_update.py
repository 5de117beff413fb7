"""`make update` is all that there is to remember, and its check names what was forgotten."""

import re
import shutil

import nbformat
import pytest

from book import rules
from book.reader.chapters import read_notebook
from book.update import changes, check, main, sources, update
from tests.chapters.conftest import change_cell, write_book

pytestmark = pytest.mark.seconds(15)
FIRST, SECOND = "chapters/01_first.ipynb", "chapters/02_second.ipynb"


@pytest.fixture(scope="module")
def up_to_date(tmp_path_factory):
    """A small book, up to date, with some code."""
    folder = tmp_path_factory.mktemp("small") / "book"
    folder.mkdir()
    write_book(folder)
    (folder / "code.py").write_text("ANSWER = 42\n")
    update(folder)
    return folder


@pytest.fixture
def small(up_to_date, tmp_path, monkeypatch):
    """A copy of the small book; it has no exercises, so the rules are put off."""
    monkeypatch.setattr(rules, "RULES", [])
    return shutil.copytree(up_to_date, tmp_path / "book")


def edit(root, path, old, new):
    """A change of a file that is no notebook."""
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def edit_cell(cell_id, **parts):
    """A change of parts of a cell of the first chapter."""

    def change(root):
        notebook = read_notebook(root, FIRST)
        (cell,) = [c for c in notebook.cells if c.id == cell_id]
        cell.update(parts)
        nbformat.write(notebook, root / FIRST)

    return change


def add_cell(root):
    """An author adds a cell in JupyterLab, which names it at random."""
    notebook = read_notebook(root, FIRST)
    cell = nbformat.v4.new_code_cell("print( 'new' )", id="a1b2c3d4")
    notebook.cells.append(cell)
    nbformat.write(notebook, root / FIRST)


NOISE = nbformat.v4.new_output("stream", text="noise\n")
DOUBLE = ("01_first", "double-function")
FORGOTTEN = {
    "set-up text": (
        lambda root: change_cell(root, "01_first", "setup", '"svg"', '"png"'),
        "01_first.ipynb, cell `setup`: execution_count, source",  # and below
    ),
    "stored output": (
        edit_cell("not-exported", outputs=[NOISE]),
        "01_first.ipynb, cell `not-exported`: outputs",
    ),
    "count": (
        edit_cell("setup", execution_count=1),
        "01_first.ipynb, cell `setup`: execution_count",
    ),
    "metadata": (
        edit_cell("array-helper", metadata={"tags": ["export"], "x": 1}),
        "01_first.ipynb, cell `array-helper`: metadata",
    ),
    "random id": (add_cell, "01_first.ipynb, cell `a1b2c3d4`"),
    "layout of the file": (
        lambda root: edit(root, SECOND, '\n  {\n   "cell', '\n {\n   "cell'),
        "02_second.ipynb: its metadata or its layout",
    ),
    "cell not extracted": (
        lambda root: change_cell(root, *DOUBLE, "twice.", "two times."),
        "first.py differs from chapters/01_first.ipynb, cell `double-function`",
    ),
    "edited package": (
        lambda root: edit(
            root, "transformer_lib/second.py", "math.", "maths."
        ),
        "second.py differs from chapters/02_second.ipynb, cell `quadruple`",
    ),
    "stale module": (
        lambda root: (root / "transformer_lib" / "third.py").write_text(""),
        "third.py belongs to no chapter",
    ),
    "missing module": (
        lambda root: (root / "transformer_lib" / "__init__.py").unlink(),
        "__init__.py is missing",
    ),
    "cell not formatted": (
        lambda root: change_cell(root, *DOUBLE, "FACTOR *", "FACTOR*"),
        "01_first.ipynb, cell `double-function`: source",
    ),
    "code not formatted": (
        lambda root: edit(root, "code.py", " = ", "="),
        "code.py is not as it should be",
    ),
}


def test_what_was_forgotten_is_named_and_an_update_mends_it(small):
    assert check(small) == []
    for forget, _ in FORGOTTEN.values():
        forget(small)
    before = sources(small)
    problems = check(small)
    assert changes(before, sources(small)) == []
    for _, says in FORGOTTEN.values():
        assert any(says in problem.split("\n")[0] for problem in problems), (
            says
        )
    for problem in problems:
        assert problem.endswith("Remedy: run `make update`.")

    update(small)
    assert check(small) == []
    times = modified(small)
    update(small)
    assert modified(small) == times


def modified(root):
    """Path -> when it was written, of every file that an update may change."""
    return {path: (root / path).stat().st_mtime_ns for path in sources(root)}


def test_the_command_says_what_it_changed(small, capsys):
    add_cell(small)
    change_cell(small, *DOUBLE, "twice.", "two times.")
    assert main(["--check"], small) == 1
    assert "cell `a1b2c3d4`" in capsys.readouterr().out
    assert main([], small) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"updated {FIRST}", "updated transformer_lib/first.py"]
    assert main([], small) == 0
    assert capsys.readouterr().out == ""
    assert main(["--check"], small) == 0


MISTAKES = {
    "lint": ("return FACTOR", "return UNKNOWN", "F821"),
    "syntax": ("return FACTOR", "return return", "not plain Python"),
    "staircase": (
        "return FACTOR",
        "from transformer_lib import second\n\n    return second",
        "staircase",
    ),
    "not exportable": ("FACTOR = 2", "factor = 2", "cannot be exported"),
}


@pytest.mark.parametrize(
    ("old", "new", "says"), MISTAKES.values(), ids=MISTAKES.keys()
)
def test_what_no_update_mends_is_named_by_both(small, capsys, old, new, says):
    change_cell(small, *DOUBLE, old, new)
    for arguments in ([], ["--check"]):
        assert main(arguments, small) == 1
        said = "".join(capsys.readouterr())
        assert re.search(rf"{FIRST}, cell `double-function`.*{says}", said)


def test_the_check_asks_the_rules(small, monkeypatch):
    monkeypatch.setattr(rules, "RULES", [rules.has_all_sections])
    problems = check(small)
    section = "the section `## Sources …` is missing (has_all_sections)"
    assert f"{FIRST}: {section}" in problems


def test_a_chapter_is_run_and_its_compared_output_stored(small, capsys):
    path = small / FIRST
    notebook = read_notebook(small, FIRST)
    del notebook.cells[0]  # needs the style of the pictures
    cell = nbformat.v4.new_code_cell("print(6 * 7)", id="printed")
    cell.metadata.tags = ["nbval-check-output"]
    notebook.cells = [cell, nbformat.v4.new_code_cell("print(1)", id="other")]
    notebook.cells[1].metadata.tags = ["export"]
    notebook.cells[1].source = "ONE = 1"
    nbformat.write(notebook, path)
    (complaint,) = rules.compared_outputs_are_stored(notebook)
    assert "`printed`" in complaint and "book.update --run" in complaint
    assert main(["--run", str(path)], small) == 0
    printed, other = read_notebook(small, FIRST).cells
    assert printed.outputs[0].text == "42\n"
    assert (other.outputs, other.execution_count) == ([], None)
    assert f"updated {FIRST}" in capsys.readouterr().out


def test_the_minutes_of_a_path_are_said_on_its_page_and_on_the_map(small):
    row = "| 1 {{doc}}`chapters/{}` | builds | {} min |\n"
    page = small / "intro.md"
    page.write_text(row.format("01_first", 7) + row.format("elsewhere", 7))
    notebook = read_notebook(small, FIRST)
    lines = sum(len(cell.source.splitlines()) for cell in notebook.cells[1:])
    long = "# First\n\nIt takes about 7 minutes." + " word" * 794  # 800
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(long, id="title"))
    nbformat.write(notebook, small / FIRST)
    problems = "\n".join(check(small))
    assert "cell `title`: source" in problems and "intro.md is" in problems
    update(small)
    minutes = round(10 + lines / 10)
    assert minutes != 7
    title = read_notebook(small, FIRST).cells[0]
    assert f"It takes about {minutes} minutes." in title.source
    assert page.read_text() == (
        row.format("01_first", minutes) + row.format("elsewhere", 7)
    )
    assert not check(small)
