"""The course edition of the book holds no solution, in no file, and the rest of it is the book."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from book import rules
from book.editions import leaks
from book.editions import pages as course_book
from book.editions.student import STILL_SAID, EditionError
from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags

PATHS = chapter_paths(ROOT)


@pytest.fixture(scope="module")
def course(built_book, tmp_path_factory, course_of_the_teacher):
    """The built course edition; where `make class` has just been tested, the one it made."""
    if course_of_the_teacher.exists():
        return course_of_the_teacher.resolve()
    out = tmp_path_factory.mktemp("class") / "book"
    assert course_book.build(out, ROOT) == 0
    return out


@pytest.fixture(scope="module")
def hidden():
    return leaks.secrets(ROOT)


def test_no_line_of_a_solution_or_test_is_in_any_file(course, hidden):
    assert leaks.leaks(course, ROOT, hidden) == []


def test_the_search_finds_the_solutions_of_the_whole_book(built_book, hidden):
    """The same search goes red on pages and sources that hold every solution."""
    found = leaks.leaks(built_book, ROOT, hidden)
    for path in PATHS:
        page = path.replace(".ipynb", ".html")
        for name in [page, f"_sources/{path}"]:
            where = [line for line in found if line.startswith(f"{name} ")]
            expected = len(list(rules.exercises(read_notebook(ROOT, path))))
            places = {p for line in where for p in re.findall("`(.*?)`", line)}
            # One of a chapter's may consist of lines that are no secret.
            assert len(places) >= expected - 1, name


def page_of(folder, path):
    text = (folder / path.replace(".ipynb", ".html")).read_text("utf-8")
    return BeautifulSoup(text, "lxml")


@pytest.mark.parametrize("path", PATHS)
def test_the_rest_of_the_page_is_the_books(course, built_book, path):
    ours, books = page_of(course, path), page_of(built_book, path)
    for what in ["img", ".explorer", "h2, h3", ".katex-html"]:
        assert len(ours.select(what)) == len(books.select(what)), what
    solutions = len(list(rules.exercises(read_notebook(ROOT, path))))
    cells = len(books.select("div.cell"))
    assert len(ours.select("div.cell")) == cells - solutions
    assert "Show the solution" in books.get_text()
    assert "Show the solution" not in ours.get_text()


def test_no_page_speaks_of_solutions_that_are_not_there(course):
    for page in course.rglob("*.html"):
        text = re.sub(r"<[^>]*>", "", page.read_text("utf-8"))
        assert not re.search(STILL_SAID, text), page.name


def test_no_button_leads_to_a_repository(course):
    for page in course.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "mybinder.org" not in text
        assert "colab.research" not in text


def notebooks():
    """A chapter of an exercise, as it stands and as it has been executed."""
    cells = []
    for name in ["text", "exercise", "solution", "check"]:
        cell = nbformat.v4.new_code_cell(f"print('{name}')", id=name)
        cell.metadata["tags"] = [name]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells)
    executed = nbformat.from_dict(notebook)
    for number, cell in enumerate(executed.cells, start=1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text=cell.id)]
    return notebook, executed


def test_solutions_and_the_outputs_of_checks_are_dropped():
    course = course_book.course_notebook(*notebooks())
    found = [(cell.id, len(cell.outputs)) for cell in course.cells]
    assert found == [("text", 1), ("exercise", 1), ("check", 0)]
    assert not any("solution" in tags(cell) for cell in course.cells)
    assert all(cell.execution_count is None for cell in course.cells)


def test_outputs_of_another_text_are_refused():
    notebook, executed = notebooks()
    notebook.cells[0].source += "  # changed"
    with pytest.raises(EditionError, match=r"cell `text` .* Remedy: `make"):
        course_book.course_notebook(notebook, executed)
