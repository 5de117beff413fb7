"""Chapters' numbers come from the contents: files, paths and links follow them."""

import pytest

from book.growth import ExtractionError
from book.numbering import literal_numbers, renumber
from book.update import check, update
from tests.chapters.conftest import code, write_chapter

PAGE = (
    "[Chapter {0}](chapters/{0:02d}_second.ipynb#here), "
    "chapters [1](01_first.ipynb) to [{0}]({0:02d}_second.ipynb)\n"
    "{{doc}}`chapter {0} <{0:02d}_second>`, | {0} {{doc}}`{0:02d}_second` | 2 |\n"
    "`{0:02d}_second.zip` 102_second [3](02_other.ipynb)\n"
)


@pytest.fixture
def inserted(book, monkeypatch):
    """A chapter is put between the two of a small book, with any number."""
    monkeypatch.setattr("book.rules.RULES", [])
    (book / "README.md").write_text(PAGE.format(2))
    (book / "tests").mkdir()
    (book / "tests" / "test_it.py").write_text(
        'SECOND = "chapters/02_second.ipynb"\n'
    )
    (book / "mine").mkdir()
    (book / "mine" / "notes.md").write_text("02_second")
    write_chapter(book, "07_middle", "middle", code("c", "ANY = 1", "export"))
    contents = book / "_toc.yml"
    before = contents.read_text()
    line = "      - file: chapters/02_second\n"
    more = line.replace("02_second", "07_middle") + line
    contents.write_text(before.replace(line, more))
    return book


def test_a_chapter_in_the_middle_renumbers_the_others(inserted):
    (problem, _) = check(inserted)
    assert "chapters/07_middle.ipynb should be 02_middle.ipynb" in problem
    update(inserted)
    names = sorted(
        path.name for path in (inserted / "chapters").glob("*.ipynb")
    )
    assert names == ["01_first.ipynb", "02_middle.ipynb", "03_second.ipynb"]
    assert (
        "chapters/02_middle\n      - file: chapters/03_second"
        in (inserted / "_toc.yml").read_text()
    )
    assert (inserted / "README.md").read_text() == PAGE.format(3)
    assert "03_second" in (inserted / "tests" / "test_it.py").read_text()
    assert (inserted / "mine" / "notes.md").read_text() == "02_second"
    module = (inserted / "transformer_lib" / "second.py").read_text()
    assert "Developed in chapters/03_second.ipynb" in module
    assert check(inserted) == []


def test_a_stale_number_is_named(inserted):
    update(inserted)
    (inserted / "README.md").write_text(PAGE.format(3).replace("3](", "4]("))
    (problem,) = check(inserted)
    assert problem.startswith("README.md is not as it should be")


def test_no_file_is_overwritten(inserted):
    (inserted / "chapters" / "02_middle.ipynb").write_text("mine")
    with pytest.raises(ExtractionError, match="there is such a file already"):
        renumber(inserted)
    assert (inserted / "chapters" / "02_middle.ipynb").read_text() == "mine"


def test_two_chapters_have_two_names(inserted):
    contents = inserted / "_toc.yml"
    (inserted / "chapters" / "09_first.ipynb").write_bytes(
        (inserted / "chapters" / "01_first.ipynb").read_bytes()
    )
    text = contents.read_text().replace("07_middle", "09_first")
    contents.write_text(text)
    with pytest.raises(ExtractionError, match="Two chapters are called first"):
        renumber(inserted)


@pytest.mark.parametrize(
    ("text", "complains"),
    [
        ("as in chapter {}", True),
        ("Chapter {}: second", False),
        ("# Chapters {} and 3 say", True),
        ("in chapter\n{} we", True),
        ("[chapter 2](chapters/02_second.ipynb)", False),
        ("{{doc}}`chapter 2 <chapters/02_second>`", False),
        ("the second chapter", False),
    ],
)
@pytest.mark.parametrize("kind", ["cell", "code", "page"])
def test_a_number_that_does_not_follow_is_refused(book, kind, text, complains):
    text = text.format(2)
    if kind == "cell":
        cell = code("c", f'A = """{text}"""')
        write_chapter(book, "02_second", "second", cell)
    else:
        (book / {"code": "use.py", "page": "README.md"}[kind]).write_text(text)
    place = {
        "cell": "chapters/02_second.ipynb, cell `c`",
        "code": "use.py",
        "page": "README.md",
    }[kind]
    said = [e for e in literal_numbers(book) if "pyproject" not in e]
    assert [each.startswith(f"{place}: ") for each in said] == [
        True
    ] * complains
