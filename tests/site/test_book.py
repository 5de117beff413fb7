"""The built pages as files, and how the build behaves when something is wrong.

The builds here are tiny books in a temporary folder, made with the book's own
settings and extension.
"""

import os
import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from lxml.html import document_fromstring
from PIL import Image

from book.build import MARK, claim
from book.reader.chapters import ROOT, chapter_paths
from book.site import pictures, publish
from book.site.alt_text import complaint
from book.site.extension import configure_buttons
from book.site.light import purge, shorten_svg
from book.site.page import (
    as_text,
    break_names_in_tables,
    scroll_tables,
    thin_code,
)
from book.site.publish import NAME, inputs_hash
from tests.conftest import PAGES

# Tiny books are built here, and their notebooks run.
pytestmark = pytest.mark.seconds(40)

LOADING = (
    "//script/@src | //img/@src | //iframe/@src | //source/@src"
    " | //link[re:test(@rel, '\\b(stylesheet|icon|preload)\\b')]/@href"
)
REGEX = {"re": "http://exslt.org/regular-expressions"}
CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s*)[\"']?([^\"')\s]+)")

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))

# ---- the pages ----


@pytest.fixture(scope="module")
def pages(built_book):
    """All built pages, parsed, by their path."""
    return {
        file.relative_to(built_book).as_posix(): parsed(file)
        for file in sorted(built_book.rglob("*.html"))
    }


def parsed(file: Path):
    return document_fromstring(file.read_text("utf-8"))


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
    anchors = {
        (built_book / name).resolve(): set(page.xpath("//@id"))
        for name, page in pages.items()
    }
    for name, page in pages.items():
        for link in page.xpath("//a/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (built_book / name).resolve()
            if parts.path:
                target = (target.parent / unquote(parts.path)).resolve()
            anchor = unquote(parts.fragment)
            known = anchors.get(target, {anchor})  # what is no page has none
            if not target.is_file() or (anchor and anchor not in known):
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


def test_no_junk_is_published(built_book):
    junk = re.compile(
        r"macros\.html$|katex\.min\.js$|fontawesome\.js$|\.map$|thebe|mathjax|require[^/]*\.js$"
    )
    names = [file.as_posix() for file in built_book.rglob("*")]
    assert names and not list(filter(junk.search, names))


def test_chapters_can_be_downloaded(pages):
    for path in chapter_paths():
        links = pages[path.replace(".ipynb", ".html")].xpath("//a/@href")
        assert any(link.endswith(f"_sources/{path}") for link in links), path


# ---- tiny books ----

GOOD_PAGE = "chapters/01_self_attention"
PICTURES = """
import matplotlib.pyplot as plt
def two_banks():
    figure = plt.figure()
    figure.add_artist(plt.Rectangle((0, 0), 1, 1, color="#123456"))
    return figure, ""
"""
ADDRESS = "https://github.com/someone/some-book"
LONGEST_BUILD = 180  # seconds

# Importing Jupyter Book takes as long as half a tiny build. One process does it, and each build
# runs in a fork of it: nothing that one leaves in memory is there for the next.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.site.test_book", *CONFIG["sphinx"]["config"]["extensions"]]
)


def build(folder: Path, environment: dict[str, str], log: Path) -> None:
    """Build as the Makefile does."""
    from book.build import build

    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(folder)
    os.environ.update(environment)
    raise SystemExit(build(folder))


class TinyBook:
    """A book of one page and one chapter with the real settings."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.html = folder / "_build" / "html"
        (folder / "chapters").mkdir()
        (folder / "transformer_lib").mkdir()
        (folder / "book").symlink_to(ROOT / "book")
        self.write("chapters/references.bib", "")
        self.write("chapters/book.mplstyle", "")
        self.write("chapters/pictures.py", PICTURES)
        toc = {
            "format": "jb-book",
            "root": "intro",
            "chapters": [{"file": GOOD_PAGE}],
        }
        self.write("_toc.yml", yaml.safe_dump(toc))
        self.write("_config.yml", yaml.safe_dump(CONFIG))

    def write(self, path: str, text: str):
        (self.folder / path).write_text(text, encoding="utf-8")

    def chapter(self, *cells: nbformat.NotebookNode):
        source = "# A chapter\n\nIt begins with a sentence."
        title = nbformat.v4.new_markdown_cell(source, id="title")
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
        }
        notebook = nbformat.v4.new_notebook(
            cells=[title, *cells], metadata=metadata
        )
        nbformat.write(notebook, self.folder / f"{GOOD_PAGE}.ipynb")

    def build(self, address="") -> tuple[int, str]:
        """Return the exit status and the log; TimeoutError if it takes too long."""
        log = self.folder / "build.log"
        names = ["BOOK_REPOSITORY_URL", "BOOK_URL"]
        given = (self.folder, dict.fromkeys(names, address), log)
        for _ in range(3):
            process = FORKS.Process(target=build, args=given)
            process.start()
            process.join(timeout=LONGEST_BUILD)
            said = log.read_text("utf-8")
            if process.exitcode is None:
                process.kill()
                raise TimeoutError(said)
            # A start in 150 fails because two kernels want one port.
            if not re.search("Kernel died|Address already in use", said):
                break
        return process.exitcode, said


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
    """A tiny book, which is built again and again, on another disk."""
    book = TinyBook(tmp_path_factory.mktemp("book"))
    (book.folder / "_build").symlink_to(tmp_path_factory.mktemp("disk"))
    return book


@pytest.fixture(scope="module")
def failures(book):
    """The exit status and the log of two builds of a book in which everything is wrong."""
    drawing = [code(FIGURE, alt) for alt in WITHOUT_WORDS]
    book.chapter(*drawing, code(WARNS), code(RAISES))
    book.write("chapters/figure.svg", SVG)
    book.write("intro.md", BAD_INTRO)
    return [book.build(), book.build()]


@pytest.fixture(scope="module")
def refused(book, failures):
    """The log of a build of the mended book; somebody's page is in its way."""
    book.chapter(code(VALUE), code(FIGURE, ALT))
    book.write("transformer_lib/__init__.py", "VALUE = 1\n")
    book.write("intro.md", INTRO)
    book.html.mkdir()
    for name in "intro.html", "notes.txt":
        (book.html / name).write_text("mine", "utf-8")
    (book.folder / "_build" / ".jupyter_cache" / "mine").mkdir()
    status, log = book.build()
    assert status == 1
    return log


@pytest.fixture(scope="module")
def builds(book, refused):
    """The book built on: what changed before a build -> the book after it."""
    below = book.folder / "_build"
    (book.html / "intro.html").unlink()

    def built(address="") -> Built:
        status, log = book.build(address)
        assert status == 0, log
        return Built(
            intro=(book.html / "intro.html").read_text("utf-8"),
            chapter=(book.html / f"{GOOD_PAGE}.html").read_text("utf-8"),
            runs=(book.folder / "runs.txt").read_text().count("run"),
            figures=[f.suffix for f in book.html.glob("_images/*")],
            caches=len(list(below.glob(".jupyter_cache/*[0-9]*"))),
            packed=(book.html / f"{NAME}.zip").stat().st_mtime_ns,
            contents=inputs_hash(book.html, ["**/*"]),
        )

    after = {"everything": built(), "nothing": built()}
    book.write("intro.md", INTRO.replace("tiny", "small"))
    after["another page"] = built()
    book.write("transformer_lib/__init__.py", "VALUE = 2222\n")
    after["the package"] = built(ADDRESS)
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
    ],
)
def test_what_is_wrong_fails_every_build_and_is_named(failures, said):
    for status, log in failures:
        assert status != 0
        assert re.search(said, log), log
        # And nothing else; of a cell that raises, two: that it did, and where its traceback is.
        assert "build finished with problems, 9 warnings" in log


def test_what_is_somebody_else_s_is_not_overwritten(book, refused):
    assert f"{book.html}/intro.html is in the way" in refused
    assert "nothing was changed. Remedy: move" in refused


def test_what_is_somebody_else_s_stays(book, builds):
    assert (book.html / "notes.txt").read_text("utf-8") == "mine"
    assert (book.folder / "_build" / ".jupyter_cache" / "mine").is_dir()


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


@pytest.mark.parametrize("changed", ["everything", "nothing", "another page"])
def test_a_build_keeps_the_figures_of_its_pages_and_no_others(builds, changed):
    assert builds[changed].figures == [".svg"]
    title = "A small book" if changed == "another page" else "A tiny book"
    assert title in builds[changed].intro


def test_what_is_finished_is_left_alone_until_a_page_is_written(builds):
    times = [build.packed for build in builds.values()]
    assert times[0] == times[1] < times[2] < times[3]
    assert builds["nothing"].contents == builds["everything"].contents
    assert builds["nothing"].contents != builds["another page"].contents


def test_a_link_that_is_shared_shows_a_picture_of_the_book(builds, book):
    def said(changed):
        page = document_fromstring(builds[changed].chapter)
        metas = page.xpath("//meta[starts-with(@property, 'og:')]")
        return page, {m.get("property")[3:]: m.get("content") for m in metas}

    (page, without), (_, whole) = said("everything"), said("the package")
    (description,) = page.xpath("//meta[@name='description']/@content")
    assert without == {
        "title": " ".join(page.findtext(".//title").split()),
        "description": description,
        "type": "article",
    }
    assert without["title"].startswith("A chapter")
    picture = whole["image"].removeprefix(f"{ADDRESS}/")
    assert whole == without | {
        "url": f"{ADDRESS}/{GOOD_PAGE}.html",
        "image": f"{ADDRESS}/{picture}",
        "image:alt": pictures.ALT,
    }
    with Image.open(book.html / picture) as image:
        assert image.size == (1200, 630)
        assert image.convert("RGB").getpixel((600, 315)) == (18, 52, 86)


BUTTONS = {
    "https://mybinder.org/v2/gh/someone/some-book/main"
    "?urlpath=lab/tree/chapters/01_self_attention.ipynb",
    "https://colab.research.google.com/github/someone/some-book"
    "/blob/main/chapters/01_self_attention.ipynb",
    ADDRESS,
    f"{ADDRESS}/issues/new",
}


def test_launch_buttons_lead_to_the_repository_if_there_is_one(builds):
    without, with_address = (
        document_fromstring(builds[changed].chapter).xpath("//a/@href")
        for changed in ("everything", "the package")
    )
    assert {link.split("?title")[0] for link in with_address} >= BUTTONS
    hosts = {urlsplit(link).netloc for link in without}
    assert not hosts & {urlsplit(link).netloc for link in BUTTONS}
    assert "../_sources/chapters/01_self_attention.ipynb" in without


@pytest.mark.parametrize(
    ("in_config", "in_environment", "expected"),
    [(f"{ADDRESS}/", "", ADDRESS), ("x", ADDRESS, ADDRESS), ("", "", "")],
)
def test_the_repository_s_address_comes_from_one_of_two_places(
    monkeypatch, in_config, in_environment, expected
):
    monkeypatch.setenv("BOOK_REPOSITORY_URL", in_environment)
    options = {"repository_url": in_config, "launch_buttons": {"a": "b"}}
    configure_buttons(None, SimpleNamespace(html_theme_options=options))
    assert options["repository_url"] == expected
    assert options["use_issues_button"] is bool(expected)
    assert bool(options["launch_buttons"]) is bool(expected)


# ---- what is written, and what stays ----


def test_the_folder_in_which_sphinx_works_is_nobody_else_s(tmp_path):
    folder = tmp_path / "sphinx"
    claim(folder)
    (folder / "page.html").touch()
    claim(folder)
    (folder / MARK).unlink()
    with pytest.raises(FileExistsError, match=r"Remedy: move it elsewhere"):
        claim(folder)
    with pytest.raises(FileExistsError, match="in the way"):
        claim(folder / "page.html")


class Pages:
    """A folder into which pages are put."""

    def __init__(self, folder: Path):
        self.folder, self.record = folder / "html", folder / "html.json"

    def put(self, **files: str):
        contents = {f"a/{name}": each.encode() for name, each in files.items()}
        publish.put(contents, self.folder, self.record, "a key")

    def files(self) -> dict[str, str]:
        files = (self.folder / "a").iterdir()
        return {file.name: file.read_text("utf-8") for file in files}


@pytest.fixture
def put_pages(tmp_path):
    """The folder with two pages of the book and one of somebody's."""
    pages = Pages(tmp_path)
    pages.put(one="1", two="2")
    (pages.folder / "a" / "mine").write_text("mine")
    return pages


def test_pages_are_put_again_and_only_those_of_the_book_go(put_pages):
    put_pages.put(two="2", three="3")
    assert put_pages.files() == {"two": "2", "three": "3", "mine": "mine"}


@pytest.mark.parametrize("name", ["one", "mine"])
def test_a_file_that_no_build_wrote_is_in_the_way(put_pages, name):
    (put_pages.folder / "a" / name).write_text("changed by hand")
    before = put_pages.files(), put_pages.record.read_text()
    with pytest.raises(FileExistsError, match=f"a/{name} is in the way"):
        put_pages.put(**{"two": "new", name: "new"})
    assert (put_pages.files(), put_pages.record.read_text()) == before


def test_a_folder_or_a_file_in_place_of_a_folder_is_in_the_way(tmp_path):
    (tmp_path / "html" / "a" / "one").mkdir(parents=True)
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "html").touch()
    for folder in tmp_path, tmp_path / "file":
        with pytest.raises(FileExistsError, match="in the way"):
            Pages(folder).put(one="1")


@pytest.mark.parametrize("written", range(1, 5))
def test_an_interrupted_build_knows_its_files_again(
    put_pages, monkeypatch, written
):
    write, calls = publish.write_whole, []

    def die(path, content):
        calls.append(path)
        if len(calls) == written:
            path.with_name(f"{path.name}.unfinished").write_bytes(b"")
            raise KeyboardInterrupt
        write(path, content)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(publish, "write_whole", die)
        put_pages.put(two="new", three="3")
    put_pages.put(two="newer", four="4")
    files = put_pages.files()
    files.pop("three.unfinished", None)  # an unfinished one may be left
    assert files == {"two": "newer", "four": "4", "mine": "mine"}


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
    for pattern in CONFIG["sphinx"]["config"]["execution_inputs"]:
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


def test_a_picture_is_shortened():
    """All steps are from where the last ended; what is text is not touched."""
    svg = (
        '<svg><!-- a --><g id="a"><path id="b" d="M 1.234567 2 L 1.234567 3.5 L -0.1 4.75 \nz\n'
        'M 10 10 C 11 11 12.345 12 13 10 Q 14 -0.004 15 10.256 L 15.001 10.2562 \n"/></g>\n'
        '<use href="#a" x="0.123456" y="-7.999" style="opacity: 0.125"/>'
        '<text x="1.5" transform="rotate(-0 1.5 2)">0.12345</text>'
        '<path d="M 1.2345 2 A 3 3 0 0 1 5 5"/>'
        '<text transform="translate(3.14159 2) rotate(-90)">M 1 2 L 3 4</text></svg>'
    )
    assert shorten_svg(svg) == (
        '<svg><g id="a"><path d="m1.23 2l0 1.5l-1.33 1.25z'
        'm8.77 8c1 1 2.34 2 3 0q1-10 2 0.26l0 0"/></g>'
        '<use href="#a" x="0.12" y="-8.00" style="opacity: 0.125"/>'
        '<text x="1.5">0.12345</text>'
        '<path d="M 1.2345 2 A 3 3 0 0 1 5 5"/>'
        '<text transform="translate(3.14 2) rotate(-90)">M 1 2 L 3 4</text></svg>'
    )


# ---- what is mended on each page ----


def test_a_long_name_in_a_table_may_break():
    page = document_fromstring(
        '<div class="table-scroll"><code><span class="pre">nn.some_long_name(d_model,</span>'
        '<span class="pre">...)</span><span class="pre">__init__</span></code></div>'
        '<code><span class="pre">not_in_a_table</span></code>'
    )
    break_names_in_tables(page)
    text = as_text(page)
    assert ">nn.<wbr>some_<wbr>long_<wbr>name(d_model,<" in text
    for whole in "...)", "__init__", "not_in_a_table":
        assert f">{whole}<" in text


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


def test_a_table_is_put_into_a_box_and_what_follows_it_stays_behind():
    page = document_fromstring(
        "<article>one<table><tr><td>two</td></tr></table>three</article>"
    )
    scroll_tables(page)
    assert re.search(
        r'one<div class="table-scroll"><table>.*</table></div>three',
        as_text(page).replace("\n", ""),
    )
