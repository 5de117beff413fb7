"""The built pages as files, and how the build behaves when something is wrong.

The builds here are tiny books in a temporary folder, made with the book's own
settings and extension.
"""

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from lxml.html import document_fromstring

from book.reader.chapters import ROOT, chapter_paths
from book.site.alt_text import complaint
from book.site.archive import NAME
from book.site.execution_cache import inputs_hash
from book.site.lighten import shorten_svg
from book.site.page import (
    as_text,
    break_names_in_tables,
    scroll_tables,
    thin_code,
)
from book.site.styles import drop_unused_variables, purge
from tests.conftest import PAGES
from tests.site.book_builder import build

# Tiny books are built here, and their notebooks run.
pytestmark = pytest.mark.seconds(40)

LOADING = (
    "//script/@src | //img/@src | //iframe/@src | //source/@src"
    " | //link[re:test(@rel, '\\b(stylesheet|icon|preload)\\b')]/@href"
)
REGEX = {"re": "http://exslt.org/regular-expressions"}
CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s*)[\"']?([^\"')\s]+)")

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
MOVED = {
    f"{old}.html": f"{new}.html"
    for old, new in CONFIG["sphinx"]["config"]["moved_pages"].items()
}

# ---- the pages ----


@pytest.fixture(scope="module")
def pages(built_book):
    """All built pages, parsed, by their path; without those that only lead to one."""
    return {
        file.relative_to(built_book).as_posix(): document_fromstring(
            file.read_text("utf-8")
        )
        for file in sorted(built_book.rglob("*.html"))
        if file.relative_to(built_book).as_posix() not in MOVED
    }


def is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def loaded(pages, built_book: Path):
    """Yield whatever is loaded, with the page or the style sheet that asks for it."""
    for name, page in pages.items():
        for address in page.xpath(LOADING, namespaces=REGEX):
            yield built_book / name, address
    for sheet in built_book.rglob("*.css"):
        for address in CSS_ADDRESS.findall(sheet.read_text("utf-8")):
            if not address.startswith("data:"):
                yield sheet, address


def test_there_is_a_page_for_each_entry_and_no_other(pages):
    assert set(pages) == {*PAGES, "index.html"}


def leads_to(file: Path) -> set[Path]:
    """Where a page at an old address leads by itself, by its link and for search engines."""
    page = document_fromstring(file.read_text("utf-8"))
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not page.xpath("//script")
    (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
    assert refresh.startswith("0; url=")
    (link,) = page.xpath("//a/@href")
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    addresses = {refresh.removeprefix("0; url="), link, canonical}
    return {(file.parent / address).resolve() for address in addresses}


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_to_the_page(built_book, old):
    page = built_book / MOVED[old]
    assert leads_to(built_book / old) == {page.resolve()}
    assert page.is_file() and MOVED[old] in PAGES


def test_nothing_is_loaded_from_another_host(pages, built_book):
    found = list(loaded(pages, built_book))
    assert found
    assert [each for each in found if is_elsewhere(each[1])] == []


def test_everything_loaded_is_there(pages, built_book):
    missing = [
        (file, address)
        for file, address in loaded(pages, built_book)
        if not address.startswith("data:")
        and not (file.parent / urlsplit(address).path).is_file()
    ]
    assert missing == []


def test_links_and_their_anchors_are_alive(pages, built_book):
    dead = []
    anchors = {name: set(page.xpath("//@id")) for name, page in pages.items()}
    for name, page in pages.items():
        for link in page.xpath("//a/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = built_book / name
            if parts.path:
                target = (target.parent / unquote(parts.path)).resolve()
            there = anchors.get(
                target.relative_to(built_book.resolve()).as_posix()
                if parts.path
                else name
            )
            anchor = unquote(parts.fragment)
            if not target.is_file() or (
                anchor and there is not None and anchor not in there
            ):
                dead.append((name, link))
    assert dead == []


def test_every_figure_has_a_text_written_by_a_person(pages):
    images = [
        (name, image.get("alt", ""), image.get("src"))
        for name, page in pages.items()
        for image in page.iter("img")
    ]
    assert images
    assert [each for each in images if complaint(each[1])] == []
    texts = Counter(alt for _, alt, _ in images)
    assert [alt for alt, times in texts.items() if times > 1] == []


def test_no_figure_is_too_wide_for_a_phone(pages, built_book):
    """Up to 4.8 inches, print of 10 points is about 10 pixels high on a phone of 390."""
    wide, count = [], 0
    for path, page in pages.items():
        for image in page.xpath(
            "//div[contains(@class, 'cell_output')]//img[contains(@src, '.svg')]"
        ):
            file = (built_book / path).parent / unquote(image.get("src"))
            width = re.search(
                r'<svg[^>]* width="([\d.]+)pt"', file.read_text("utf-8")
            )
            count += 1
            if float(width[1]) > 361:
                wide.append(f"{path}: {width[1]} pt, {image.get('alt')[:60]}")
    assert count > 20
    assert not wide, "make the figure at most 4.8 inches wide"


def test_formulas_are_rendered(pages):
    formulas = sum(len(p.find_class("katex-html")) for p in pages.values())
    assert formulas > 20
    for name, page in pages.items():
        assert not page.find_class("katex-error"), name
        for formula in page.find_class("katex"):
            assert formula.find(".//math") is not None, "for screen readers"


def test_no_formula_is_left_as_text(pages):
    raw = re.compile(r"\$[^$]+\$|\\\(|\\\[|\\begin\{|\\frac")
    left = []
    for name, page in pages.items():
        for article in map(deepcopy, page.iter("article")):
            for code in [
                *article.iter("pre", "code", "script", "style"),
                *article.find_class("katex"),
                *article.xpath(".//*[@data-values]"),
            ]:
                code.drop_tree()
            text = article.text_content()
            left += [(name, found) for found in raw.findall(text)]
    assert left == []


def test_no_script_stands_twice(pages):
    for name, page in pages.items():
        scripts = Counter(
            script.get("src") or script.text_content().strip()
            for script in page.iter("script")
        )
        twice = [script for script, times in scripts.items() if times > 1]
        assert twice == [], name


@pytest.mark.parametrize(
    "junk",
    [
        "*macros.html",
        "katex.min.js",
        "fontawesome.js",
        "*.map",
        "*thebe*",
        "*mathjax*",
        "require*.js",
    ],
)
def test_no_junk_is_published(built_book, junk):
    assert list(built_book.rglob(junk)) == []


@pytest.mark.parametrize("path", chapter_paths())
def test_chapter_can_be_downloaded(pages, path):
    links = pages[path.replace(".ipynb", ".html")].xpath("//a/@href")
    assert any(link.endswith(f"_sources/{path}") for link in links)


# ---- tiny books ----

GOOD_PAGE = "chapters/01_self_attention"
KERNEL_DID_NOT_START = ("Kernel died", "Address already in use")


class TinyBook:
    """A book of one page and one chapter with the real settings."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "chapters").mkdir()
        (folder / "transformer_lib").mkdir()
        (folder / "book").symlink_to(ROOT / "book")
        self.write("chapters/references.bib", "")
        self.write("intro.md", "# A tiny book\n")
        chapters = [{"file": GOOD_PAGE}]
        toc = {"format": "jb-book", "root": "intro", "chapters": chapters}
        self.write("_toc.yml", yaml.safe_dump(toc))
        self.configure()

    def write(self, path: str, text: str):
        (self.folder / path).write_text(text, encoding="utf-8")

    def configure(self, execute="cache", address="", moved=None):
        config = deepcopy(CONFIG)
        config["sphinx"]["config"]["moved_pages"] = moved or {}
        config["execute"]["execute_notebooks"] = execute
        config["repository"]["url"] = address
        self.write("_config.yml", yaml.safe_dump(config))

    def chapter(self, *cells: nbformat.NotebookNode):
        title = nbformat.v4.new_markdown_cell("# A chapter", id="title")
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
        }
        notebook = nbformat.v4.new_notebook(
            cells=[title, *cells], metadata=metadata
        )
        path = self.folder / "chapters" / "01_self_attention.ipynb"
        nbformat.write(notebook, path)

    def build(self, **environment: str) -> tuple[int, str]:
        """Return the exit status and the log."""
        environment = {"BOOK_REPOSITORY_URL": ""} | environment
        for _ in range(3):
            status, log = build(self.folder, environment)
            # A start in 150 fails because two kernels want one port.
            if not any(why in log for why in KERNEL_DID_NOT_START):
                break
        return status, log

    def page(self, name=GOOD_PAGE) -> str:
        file = self.folder / "_build" / "html" / f"{name}.html"
        return file.read_text("utf-8")


def code(source="1", alt="") -> nbformat.NotebookNode:
    """A code cell, with the description of what it draws."""
    metadata = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


# What a good book shows, so that one book does for many tests.
VALUE = """
import sys
sys.path.insert(0, '..')
from transformer_lib import VALUE
with open('../runs.txt', 'a') as file:
    file.write('run\\n')
print('the value is', VALUE)
"""
TWO_PIECES = """
import time
print('one', end='', flush=True)
time.sleep(0.5)
print(' line')
print('and another')
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
ALT = "A picture of nothing at all, which stands for any other."
FIGURE = f"from IPython.display import SVG\nSVG('{SVG}')"
# What is wrong with a bad one.
WITHOUT_WORDS = [
    "",
    "../_images/" + "very-" * 9 + "long.svg",
    "A map.",
    ALT,
    ALT,
]
WARNS = "import sys\nprint('UserWarning: take care', file=sys.stderr)"
RAISES = "raise RuntimeError('this cell is broken')"
BAD_INTRO = r"""# A tiny book

![](chapters/figure.svg)

Here: $\frac{1$
"""
BAD_MOVES = {"chapters/old": "chapters/nowhere", "intro": GOOD_PAGE}
INTRO = r"""# A tiny book

A line: $x^2$, see {eq}`sum`.

$$
\sum_i x_i
$$ (sum)

$$
a &= b \\
c &= d
$$

\begin{align}
a &= b \\ c &= d
\end{align}
"""


@dataclass
class Built:
    """A book as it stands after a build."""

    intro: str
    chapter: str
    runs: int
    figures: list[str]
    caches: int
    packed: int  # when the archive was
    contents: str  # a hash of all files


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A tiny book, which is built again and again."""
    return TinyBook(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def failures(book):
    """The exit status and the log of two builds of a book in which everything is wrong."""
    drawing = [code(FIGURE, alt) for alt in WITHOUT_WORDS]
    book.chapter(*drawing, code(WARNS), code(RAISES))
    book.write("chapters/figure.svg", SVG)
    book.write("intro.md", BAD_INTRO)
    book.configure(moved=BAD_MOVES)
    return [book.build(), book.build()]


@pytest.fixture(scope="module")
def builds(book, failures):
    """The book mended, and built on: what changed before a build -> the book after it."""
    below = book.folder / "_build"

    def built() -> Built:
        status, log = book.build()
        assert status == 0, log
        return Built(
            intro=book.page("intro"),
            chapter=book.page(),
            runs=(book.folder / "runs.txt").read_text().count("run"),
            figures=[
                f.suffix
                for f in below.glob("html/_images/*")
                if f.name != "figure.svg"  # that of the bad book
            ],
            caches=len(list(below.glob(".jupyter_cache/*"))),
            packed=(below / "html" / f"{NAME}.zip").stat().st_mtime_ns,
            contents=inputs_hash(below / "html", ["**/*"]),
        )

    book.configure(moved={"old": GOOD_PAGE})
    book.chapter(code(VALUE), code(TWO_PIECES), code(FIGURE, ALT))
    book.write("transformer_lib/__init__.py", "VALUE = 1\n")
    book.write("intro.md", INTRO)
    after = {"everything": built(), "nothing": built()}
    book.write("intro.md", INTRO.replace("tiny", "small"))
    after["another page"] = built()
    book.write("transformer_lib/__init__.py", "VALUE = 2222\n")
    after["the package"] = built()
    return after


CELL = "chapters/01_self_attention, cell"


@pytest.mark.parametrize(
    "said",
    [
        r"RuntimeError\S*: this cell is broken",
        r"ERROR: stderr was found in the cell outputs of cell 7",
        r"intro\.md:5: WARNING: bad formula",
        f"WARNING: {CELL} `cell-0`: a picture has no alternative text",
        f"WARNING: {CELL} `cell-1`: a picture has a file's name for its",
        f"WARNING: {CELL} `cell-2`: a picture has an alternative text of only 6",
        f"WARNING: {CELL} `cell-4`: a picture has the .* text of {CELL} `cell-3`",
        "WARNING: intro, chapters/figure.svg: a picture has no alternative text",
        "WARNING: moved_pages: chapters/old leads to chapters/nowhere, no page",
        "WARNING: moved_pages: intro has moved, but is a page",
    ],
)
def test_what_is_wrong_fails_every_build_and_is_named(failures, said):
    for status, log in failures:
        assert status != 0
        assert re.search(said, log), log


def test_each_of_these_and_nothing_else_counts(failures):
    for _, log in failures:
        # Of a cell that raises, two: that it did, and where its traceback is.
        assert "build finished with problems, 11 warnings" in log


def test_a_mended_book_is_built(builds):
    assert "the value is 1" in builds["everything"].chapter


def test_an_address_in_another_folder_leads_to_the_page(book, builds):
    html = book.folder / "_build" / "html"
    assert leads_to(html / "old.html") == {
        (html / f"{GOOD_PAGE}.html").resolve()
    }


def test_a_change_of_the_package_runs_the_chapters_again(builds):
    runs = {changed: book.runs for changed, book in builds.items()}
    assert runs == {
        "everything": 1,
        "nothing": 1,
        "another page": 1,
        "the package": 2,
    }
    assert "the value is 1" in builds["everything"].chapter
    assert "the value is 2222" in builds["the package"].chapter
    assert builds["the package"].caches == 1, "the old cache is removed"


def test_formulas_of_all_kinds(builds):
    page = document_fromstring(builds["everything"].intro)
    assert len(page.find_class("katex-html")) == 4
    assert len(page.find_class("katex-display")) == 3
    assert page.get_element_by_id("equation-sum").find_class("eqno")
    assert "#equation-sum" in page.xpath("//a/@href")
    assert not page.find_class("eqn-num"), "numbered once, not twice"


def test_a_line_printed_in_two_pieces_is_one_line(builds):
    chapter = document_fromstring(builds["everything"].chapter)
    outputs = chapter.find_class("stream")
    printed = [output.text_content().rstrip() for output in outputs]
    assert printed == ["the value is 1", "one line\nand another"]


@pytest.mark.parametrize("changed", ["everything", "nothing", "another page"])
def test_a_build_keeps_the_figures(builds, changed):
    assert builds[changed].figures == [".svg"]
    title = "A small book" if changed == "another page" else "A tiny book"
    assert title in builds[changed].intro


def test_what_is_finished_is_left_alone_until_a_page_is_written(builds):
    times = [build.packed for build in builds.values()]
    assert times[0] == times[1] < times[2] < times[3]
    assert builds["nothing"].contents == builds["everything"].contents
    assert builds["nothing"].contents != builds["another page"].contents


BUTTONS = (
    "https://mybinder.org/v2/gh/someone/some-book/main"
    "?urlpath=lab/tree/chapters/01_self_attention.ipynb",
    "https://colab.research.google.com/github/someone/some-book"
    "/blob/main/chapters/01_self_attention.ipynb",
    "https://github.com/someone/some-book",
    "https://github.com/someone/some-book/issues/new",
)


def links_of(page: str) -> list[str]:
    return document_fromstring(page).xpath("//a/@href")


@pytest.mark.parametrize("where", ["config", "environment"])
def test_launch_buttons_lead_to_the_repository(tmp_path, where):
    tiny_book = TinyBook(tmp_path)
    address = "https://github.com/someone/some-book"
    in_config = address if where == "config" else ""
    in_environment = address if where == "environment" else ""
    tiny_book.configure(execute="off", address=in_config)
    tiny_book.chapter(code())
    status, log = tiny_book.build(BOOK_REPOSITORY_URL=in_environment)
    assert status == 0, log
    links = links_of(tiny_book.page())
    for button in BUTTONS:
        assert any(link.split("?title")[0] == button for link in links), button


def test_without_an_address_there_are_no_launch_buttons(builds):
    links = links_of(builds["everything"].chapter)
    hosts = {urlsplit(link).netloc for link in links}
    assert not hosts & {
        "mybinder.org",
        "colab.research.google.com",
        "github.com",
    }
    assert "../_sources/chapters/01_self_attention.ipynb" in links


# ---- parts of the extension ----


def test_hash_sees_contents_names_and_nothing_else(tmp_path):
    source = tmp_path / "transformer_lib"
    source.mkdir()
    (source / "a.py").write_text("1")
    patterns = ["transformer_lib/**/*.py", "constraints.txt"]
    first = inputs_hash(tmp_path, patterns)
    (tmp_path / "notes.txt").write_text("not an input")
    assert inputs_hash(tmp_path, patterns) == first
    (source / "a.py").write_text("2")
    second = inputs_hash(tmp_path, patterns)
    (source / "a.py").rename(source / "b.py")
    third = inputs_hash(tmp_path, patterns)
    (tmp_path / "constraints.txt").write_text("numpy==2.4")
    assert len({first, second, third, inputs_hash(tmp_path, patterns)}) == 4


def test_inputs_of_the_execution_exist():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    for pattern in config["sphinx"]["config"]["execution_inputs"]:
        assert list(ROOT.glob(pattern)), f"nothing matches {pattern}"


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".used{color:red}", ".used{color:red}"),
        (".unused{color:red}", ""),
        (".used,.unused{color:red}", ".used{color:red}"),
        (".used .unused{color:red}", ""),
        (".used:not(.unused){color:red}", ".used:not(.unused){color:red}"),
        ("table{color:red}", ""),
        ("p[data-x]::before{color:red}", "p[data-x]::before{color:red}"),
        ("@media print{.unused{color:red}}", ""),
        ("@media print{p{color:red}}", "@media print{p{color:red}}"),
    ],
)
def test_purge_drops_only_unused_rules(css, kept):
    assert purge(css, {"used", "p"}).replace("\n", "") == kept


def test_all_styles_of_the_figures_are_used(built_book):
    """One whose class a script puts together would be dropped with those that no page uses."""
    sheet = Path("explorers/explorer.css")
    built, ours = (
        set(re.findall(r"\.[a-z][\w-]+", (folder / sheet).read_text("utf-8")))
        for folder in (
            built_book / "_static",
            ROOT / "book" / "site" / "static",
        )
    )
    assert built == ours


def test_variables_that_nobody_reads_are_dropped():
    sheet = Path("sheet.css")
    css = ":root{--a:1px;--b:var(--a);--c:2px;}p{margin:var(--c)}"
    fewer = drop_unused_variables({sheet: css})
    assert fewer[sheet] == ":root{--c:2px;}p{margin:var(--c)}"


def test_a_picture_stays_the_same_when_it_is_shortened_once_or_twice():
    """All steps are from where the last ended; what is text is not touched."""
    svg = (
        '<svg><g id="a"><path id="b" d="M 1.234567 2 L 1.234567 3.5 L 0.7 3.5 L -0.1 4.75 \nz\n'
        'M 10 10 C 11 11 12.345 12 13 10 Q 14 -0.004 15 10.256 L 15.001 10.2562 \n"/></g>'
        '<use href="#a" x="0.123456" y="-7.999" style="opacity: 0.125"/>'
        '<text x="1.5" transform="rotate(-0 1.5 2)">0.12345</text>'
        '<text transform="translate(3.14159 2) rotate(-90)">M 1 2 L 3 4</text></svg>'
    )
    short = (
        '<svg><g id="a"><path d="M1.23 2v1.5h-.53l-.8 1.25z'
        'M10 10c1 1 2.34 2 3 0q1-10 2 .26v0"/></g>'
        '<use href="#a" x="0.12" y="-8.00" style="opacity: 0.125"/>'
        '<text x="1.5">0.12345</text>'
        '<text transform="translate(3.14 2) rotate(-90)">M 1 2 L 3 4</text></svg>'
    )
    assert shorten_svg(svg) == shorten_svg(short) == short


# ---- what is mended on each page ----


def test_a_long_name_in_a_table_may_break_once_mended_or_twice():
    text = (
        '<div class="table-scroll"><code><span class="pre">nn.some_long_name(d_model,</span>'
        '<span class="pre">...)</span><span class="pre">__init__</span></code></div>'
        '<code><span class="pre">not_in_a_table</span></code>'
    )
    for _ in range(2):
        page = document_fromstring(text)
        break_names_in_tables(page)
        text = as_text(page)
        assert ">nn.<wbr>some_<wbr>long_<wbr>name(d_model,<" in text
        assert ">...)<" in text
        assert ">__init__<" in text
        assert ">not_in_a_table<" in text


def test_equal_neighbours_of_code_become_one():
    page = document_fromstring(
        '<div class="highlight"><i class="k">a</i><i class="k">b</i>'
        '<span class="k">c</span><span class="k">d</span>'
        '<span class="n">e</span><span class="k">f<b>g</b></span>'
        '<span class="k">h</span> <span class="k">i</span>.</div>'
    )
    thin_code(page)
    assert (
        '<i class="k">a</i><i class="k">b</i><span class="k">cd</span>'
        'e<span class="k">f<b>g</b>h</span> <span class="k">i</span>.</div>'
    ) in as_text(page)


def test_a_table_is_put_into_a_box_once_and_what_follows_it_stays_behind():
    text = "<article>one<table><tr><td>two</td></tr></table>three</article>"
    for _ in range(2):
        page = document_fromstring(text)
        scroll_tables(page)
        text = as_text(page)
        assert re.search(
            r'one<div class="table-scroll"><table>.*</table></div>three',
            text.replace("\n", ""),
        )
