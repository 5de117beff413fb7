"""What a later chapter lets grow is merged into the module that introduced it."""

import subprocess
import sys

import nbformat
import pytest
from lxml import html

from book.extraction import PACKAGE, read_chapters
from book.growth import ExtractionError
from book.package import differences, ruff, write_package
from book.site.page import name_what_grows
from tests.chapters.conftest import TOC, change_cell, code, write_chapter

BOX = '''\
import os


class Box(dict):
    """A box."""

    def __init__(self, label=""):
        super().__init__()
        self.label = os.fspath(label)

    @property
    def size(self):
        return 1

    @size.setter
    def size(self, size):
        self.label = size

    # Before it is opened.
    def look(self):
        return self.label


class Empty:
    pass


# Nobody calls it.
def weigh(box):
    return box.size'''

GROWN_BOX = '''\
import math

from transformer_lib.first import Box


# What a box weighs by itself.
_OWN = 2


class Box(Box):
    """A box with a lid."""

    LID = True

    def __init__(self, label="", lid=None):
        dict.__init__(self)
        self.label = label
        self.lid = lid

    @property
    def size(self):
        return math.inf

    # Once more.
    def look(self):
        return _look(self.label)

    def shut(self):
        from transformer_lib.second import quadruple

        return quadruple([self.size])


def _look(label):
    return label * 2'''

MERGED = '''\
"""The first step.

Developed in chapters/01_first.ipynb, grown in chapters/02_second.ipynb and
chapters/03_third.ipynb: change it there, then run `make update`.
"""

import math

__all__ = ["Box", "Empty", "weigh"]


# What a box weighs by itself.
_OWN = 2


def _look(label):
    return label * 2


class Box(dict):
    """A box with a lid."""

    LID = True

    def __init__(self, label="", lid=None):
        super().__init__()
        self.label = label
        self.lid = lid

    @property
    def size(self):
        return math.inf

    # Once more.
    def look(self):
        return _look(self.label)

    def shut(self):
        from transformer_lib.second import quadruple

        return quadruple([self.size])


class Empty:
    SIZE = 0

    def size(self):
        return math.floor(self.SIZE)


# Everybody does.
def weigh(box, more=0):
    return box.size + more
'''

THIRD = """\
from transformer_lib.first import Empty


class Empty(Empty):
    SIZE = 0

    def size(self):
        return math.floor(self.SIZE)


# Everybody does.
def weigh(box, more=0):
    return box.size + more"""


def set_growth(book, cell, source):
    """Put another growth cell into the second (`box`) or third (`third`) chapter."""
    name = {"grown-box": "02_second", "grown-rest": "03_third"}[cell]
    path = book / "chapters" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for each in notebook.cells:
        if each.id == cell:
            each.source = source
    nbformat.write(notebook, path)


def extract(book, folder=PACKAGE, first=3):
    """Write the package of the first chapters; give the text of the first module."""
    write_package(read_chapters(book)[:first], book / folder)
    return (book / folder / "first.py").read_text()


@pytest.fixture
def growing(book):
    """A book of three chapters; the second and the third let the first one's names grow."""
    (book / "_toc.yml").write_text(
        TOC.replace(
            "  - caption: R",
            "      - file: chapters/03_third\n  - caption: R",
        )
    )
    write_chapter(book, "01_first", "first", code("box", BOX, "export"))
    change = "def quadruple(values):\n    return [4 * each for each in values]"
    write_chapter(
        book,
        "02_second",
        "second",
        code("quadruple", change, "export"),
        code("grown-box", GROWN_BOX, "export", "grows"),
    )
    write_chapter(
        book,
        "03_third",
        "third",
        code(
            "own",
            "import math\n\n\ndef third():\n    return math.pi",
            "export",
        ),
        code("grown-rest", THIRD, "export", "grows"),
    )
    extract(book)
    return book


def test_a_grown_module_reads_like_written_code(growing):
    assert extract(growing) == MERGED
    names = (growing / PACKAGE / "__init__.py").read_text()
    assert '__all__ = ["Box", "Empty", "weigh", "quadruple", "third"]' in names
    assert ruff("check", "-q", PACKAGE, root=growing) == ""
    assert ruff("format", "--diff", "-q", PACKAGE, root=growing) == ""


def test_grown_code_works_in_the_package_and_in_the_notebook(growing):
    use = "b = Box('ab', lid=3); print(b.look(), b.shut(), b.lid, Box.LID)"
    program = f"from transformer_lib import Box\n{use}"
    before = f"import sys\nsys.path.append('.')\n{BOX}\n"
    notebook = GROWN_BOX.replace("from transformer_lib.first import Box", "")
    for text in (program, before + notebook + "\n" + use):
        run = [sys.executable, "-c", text]
        said = subprocess.run(run, cwd=growing, capture_output=True, text=True)
        assert said.stdout == "abab [inf] 3 True\n", said.stderr


def test_a_name_grows_twice_in_one_chapter_and_again_in_the_next(growing):
    again = "class Box(Box):\n    def look(self):\n        return {}"
    set_growth(growing, "grown-rest", f"{THIRD}\n\n\n{again.format(3)}")
    assert "return 3" in extract(growing)
    path = growing / "chapters" / "03_third.ipynb"
    notebook = nbformat.read(path, as_version=4)
    helper = "def _look(label):\n    return 4"
    once_more = f"{again.format('_look(5)')}\n\n\n{helper}"
    notebook.cells.append(code("again", once_more, "export", "grows"))
    nbformat.write(notebook, path)
    text = extract(growing)
    assert "return _look(5)" in text and "return 3" not in text
    assert text.count("def _look(label)") == 1 and "return 4" in text
    assert text.count("chapters/03_third.ipynb") == 1


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("class Box(dict):", "01_first.ipynb, cell `box`"),
        ("_OWN = 2", "02_second.ipynb, cell `grown-box`"),
        ("        super().__init__()", "02_second.ipynb, cell `grown-box`"),
        ("        return math.inf", "02_second.ipynb, cell `grown-box`"),
        ("# Everybody does.", "03_third.ipynb, cell `grown-rest`"),
        ("import math", "01_first.ipynb, its head"),
    ],
)
def test_a_drift_names_the_chapter_and_the_cell(growing, line, cell):
    module = growing / PACKAGE / "first.py"
    module.write_text(module.read_text().replace(f"{line}\n", f"{line}  #\n"))
    (problem,) = differences(read_chapters(growing), growing / PACKAGE)
    first = problem.splitlines()[0]
    assert first.startswith("transformer_lib/first.py differs from chapters/")
    assert cell in first and first.count("chapters/") == 1


METHOD = "class Box(Box):\n    def look(self):\n        {}"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("class Bag(Bag):\n    A = 1", "no earlier chapter introduces `Bag`"),
        ("def shake(): ...", "no earlier chapter introduces `shake`"),
        ("SIZE = 3", "no earlier chapter introduces `SIZE`"),
        ("_SIZE = 3", "grows nothing"),
        ("def third(): ...", "`third` is this chapter's own"),
        ("_OWN = 3", "`_OWN` is a constant"),
        ("class Box(dict):\n    A = 1", "write `class Box(Box):`"),
        ("class Box(Box, x=1):\n    A = 1", "write `class Box(Box):`"),
        (f"{THIRD}\n\n\ndef quadruple(): ...", "grows first and second"),
        (METHOD.format("super().look()"), "`super()` would mean"),
        ("class Box(Box):\n    pass", "cannot grow by `pass`"),
        ("@final\nclass Box(Box):\n    A = 1", "the decorator"),
        (METHOD.format("third()"), "cannot have the name `third`"),
        (METHOD.format("nowhere()"), "cannot have the name `nowhere`"),
        (
            "from transformer_lib.second import quadruple\n"
            + METHOD.format("quadruple()"),
            "cannot have the name `quadruple`",
        ),
        (
            METHOD.format("from transformer_lib.second import quadruple"),
            "breaks the staircase",
        ),
        (
            "class Box(Box):\n    from transformer_lib.third import third",
            "breaks the staircase",
        ),
        (
            "from transformer_lib.third import third\n" + THIRD,
            "breaks the staircase",
        ),
    ],
)
def test_what_may_not_grow_names_its_cell(growing, source, complaint):
    set_growth(growing, "grown-rest", source)
    with pytest.raises(ExtractionError) as caught:
        extract(growing)
    message = str(caught.value)
    assert "chapters/03_third.ipynb, cell `grown-rest`" in message
    assert complaint in message


def test_a_name_of_another_chapter_is_introduced_once(growing):
    change_cell(growing, "03_third", "own", "def third", "def _look")
    with pytest.raises(ExtractionError) as caught:
        extract(growing)
    assert "`_look` is defined twice" in str(caught.value)
    assert "cell `grown-box`" in str(caught.value)


def test_growth_is_exported(growing):
    path = growing / "chapters" / "03_third.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].metadata.tags = ["grows"]
    nbformat.write(notebook, path)
    with pytest.raises(ExtractionError, match="needs the tag `export`"):
        extract(growing)


def test_the_page_says_which_module_grows(growing):
    cells = '<div class="cell tag_export tag_grows"></div>'
    page = html.fromstring(f"<div><p></p>{cells}</div>")
    name_what_grows(page, "chapters/03_third.ipynb", growing)
    (cell,) = page.cssselect("[data-grows]")
    assert cell.get("data-grows") == "transformer_lib/first.py"
    twice = html.fromstring(f"<div>{cells}{cells}</div>")
    with pytest.raises(ValueError):
        name_what_grows(twice, "chapters/03_third.ipynb", growing)
