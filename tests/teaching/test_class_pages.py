"""The pages for a class hold no solution, in no file, and the rest of them is the book."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from book import class_pages
from book.class_pages import STILL_SAID, HandoutError
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    exercises,
    read_notebook,
    tags,
)
from teaching.handouts import leaks

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.seconds(-1),  # after the teacher's page, which builds them
]

PATHS = [  # of chapters: other pages have no solutions to leave out
    path
    for path in chapter_paths(ROOT)
    if list(exercises(read_notebook(ROOT, path)))
]


@pytest.fixture(scope="module")
def pages(built_book, tmp_path_factory, handed_out_by_the_teacher):
    """The built pages; where the teacher's commands have just been tested, those they made."""
    if handed_out_by_the_teacher.exists():
        return handed_out_by_the_teacher.resolve() / "book"
    out = tmp_path_factory.mktemp("class") / "book"
    class_pages.build(out, ROOT)
    return out


@pytest.fixture(scope="module")
def hidden():
    return leaks.secrets(ROOT)


def test_no_line_of_a_solution_or_test_is_in_any_file(pages, hidden):
    assert leaks.leaks(pages, ROOT, hidden) == []


def test_the_search_finds_the_solutions_of_the_whole_book(built_book, hidden):
    """The same search goes red on pages and sources that hold every solution."""
    found = leaks.leaks(built_book, ROOT, hidden)
    for path in PATHS:
        page = path.replace(".ipynb", ".html")
        for name in [page, f"_sources/{path}"]:
            where = [line for line in found if line.startswith(f"{name} ")]
            expected = len(list(exercises(read_notebook(ROOT, path))))
            places = {p for line in where for p in re.findall("`(.*?)`", line)}
            # One of a chapter's may consist of lines that are no secret.
            assert len(places) >= expected - 1, name


def page_of(folder, path):
    text = (folder / path.replace(".ipynb", ".html")).read_text("utf-8")
    return BeautifulSoup(text, "lxml")


@pytest.mark.parametrize("path", PATHS)
def test_the_rest_of_the_page_is_the_books(pages, built_book, path):
    ours, books = page_of(pages, path), page_of(built_book, path)
    for what in ["img", ".explorer", "h2, h3", ".katex-html"]:
        assert len(ours.select(what)) == len(books.select(what)), what
    solutions = len(list(exercises(read_notebook(ROOT, path))))
    cells = len(books.select("div.cell"))
    assert len(ours.select("div.cell")) == cells - solutions
    assert "Show the solution" in books.get_text()
    assert "Show the solution" not in ours.get_text()


def test_no_page_speaks_of_solutions_that_are_not_there(pages):
    for page in pages.rglob("*.html"):
        text = re.sub(r"<[^>]*>", "", page.read_text("utf-8"))
        assert not re.search(STILL_SAID, text), page.name


def test_no_button_leads_to_a_repository(pages):
    for page in pages.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "mybinder.org" not in text
        assert "colab.research" not in text


def notebooks():
    """A chapter of an exercise, as it stands and as it has been executed."""
    cells = []
    for name in ["text", "exercise", "check", "solution"]:
        cell = nbformat.v4.new_code_cell(f"print('{name}')", id=name)
        cell.metadata["tags"] = [name]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells)
    executed = nbformat.from_dict(notebook)
    for number, cell in enumerate(executed.cells, start=1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text=cell.id)]
    return notebook, executed


def test_only_solutions_are_dropped():
    made = class_pages.class_notebook(*notebooks())
    found = [(cell.id, len(cell.outputs)) for cell in made.cells]
    assert found == [("text", 1), ("exercise", 1), ("check", 1)]
    assert not any("solution" in tags(cell) for cell in made.cells)
    assert all(cell.execution_count is None for cell in made.cells)


def test_outputs_of_another_text_are_refused():
    notebook, executed = notebooks()
    notebook.cells[0].source += "  # changed"
    with pytest.raises(HandoutError, match=r"cell `text` .* Remedy: `make"):
        class_pages.class_notebook(notebook, executed)
