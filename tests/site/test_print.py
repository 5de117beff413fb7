"""The book on paper and in one file: what a page prints, the PDF of all pages, the zip."""

import io
import zipfile

import pytest
from lxml.html import document_fromstring
from pypdf import PdfReader

from book.pdf import combined, main, print_pages, put
from book.site.page import describe
from book.site.publish import NAME, zip_of
from tests.conftest import PAGES
from tests.site.conftest import open_page

pytestmark = pytest.mark.seconds(10)

SETTINGS = {"title": "A title", "author": "Authors", "copyright": "2026"}

# ---- a small book, as the build leaves it ----

HEAD = '<head><title>t</title><link rel="stylesheet" href="book.css"></head>'
FIRST = f"""<html>{HEAD}<body><nav>the sidebar</nav><article class="bd-article">
<section id="first"><h1>1. First<a class="headerlink" href="#first">#</a></h1>
<p class="noprint">take along</p>
<section id="one"><h2>1.1. One</h2><p>See <a href="second.html#two">two</a>,
<a href="second.html">second</a>, <a href="genindex.html">the index</a>,
<a href="https://example.org/x">elsewhere</a>.</p>
<div class="cell tag_setup"><details><summary>Show</summary><p>setting up</p></details></div>
<div class="cell tag_hide-input"><details><summary>Show</summary><p>drawing</p></details>
<div class="cell_output"><p>the picture</p><div class="explorer">moves</div></div></div>
<div class="cell tag_export tag_hide-input"><details><summary>Show</summary><p>exported</p>
</details></div>
<section id="exercise-1-add"><h3>Exercise 1: Add</h3>
<details class="sd-dropdown"><summary><span class="sd-summary-text">Hint</span></summary>
<p>use plus</p></details>
<div class="cell tag_exercise"><pre>raise</pre></div>
<div class="cell tag_solution"><details><summary>Show</summary><pre>a + b</pre></details></div>
<div class="cell tag_check"><details><summary>Show</summary><pre>check</pre></details></div>
</section></section></section></article></body></html>"""
SECOND = f"""<html>{HEAD}<body><article class="bd-article"><section id="second">
<h1>2. Second "quoted"</h1><section id="two"><h2>2.1. Two</h2>
<p>Back to <a href="first.html#one">one</a>.</p></section></section></article></body></html>"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of a small built book, and its pages as one."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "first.html").write_text(FIRST, "utf-8")
    (folder / "second.html").write_text(SECOND, "utf-8")
    (folder / "book.css").write_text("", "utf-8")
    return folder, combined(folder, ["first", "second"], SETTINGS)


def part(page, name) -> str:
    """The text of a part of the combined page."""
    return " ".join(page.get_element_by_id(name).text_content().split())


def test_solutions_are_in_the_appendix_and_not_in_the_text(small):
    _, page = small
    text, appendix = part(page, "first"), part(page, "solutions")
    for folded in ("use plus", "a + b"):
        assert folded not in text and folded in appendix
    assert "raise" in text and "Hint and solution: page" in text
    assert appendix.startswith(
        "Hints and solutions1. FirstExercise 1: AddHint use plus"
    )


def test_only_what_paper_can_show_is_left(small):
    _, page = small
    text = page.text_content()
    for gone in (
        *("sidebar", "take along", "setting up", "drawing", "moves"),
        *("check", "Show"),
    ):
        assert gone not in text, gone
    for there in ("the picture", "exported", "the index"):
        assert there in text, there
    assert not page.cssselect("details, summary, script")


def test_links_between_pages_stay_in_the_one(small):
    text = small[1].get_element_by_id("first")
    assert text.xpath(".//section[@id='first--one']/p/a/@href") == [
        *("#second--two", "#second", "https://example.org/x")
    ]


def test_a_missing_page_is_named_with_its_remedy(small):
    with pytest.raises(FileNotFoundError, match=r"third\.html.*make book"):
        combined(small[0], ["first", "third"], SETTINGS)


@pytest.fixture(scope="module")
def printed(small, browser):
    """The small book as a PDF."""
    _, page = small
    return PdfReader(io.BytesIO(print_pages(page, browser)))


def annotations(reader):
    """All links of a PDF."""
    for page in reader.pages:
        for each in page.get("/Annots", ()):
            yield each.get_object()


def test_links_lead_to_places_of_the_pdf_or_elsewhere(printed):
    places, inside, outside = printed.named_destinations, set(), set()
    for link in annotations(printed):
        if "/Dest" in link:
            inside.add(link["/Dest"].lstrip("/"))
        else:
            outside.add(link["/A"]["/URI"])
    assert outside == {"https://example.org/x"}
    assert {
        *("first", "second", "second--two", "first--one", "solutions"),
        *("first--exercise-1-add", "solution--first--exercise-1-add"),
    } <= inside
    assert inside <= {name.lstrip("/") for name in places}


def test_the_contents_name_the_pages(printed):
    texts = [page.extract_text() for page in printed.pages]
    assert len(texts) == 5  # cover, contents, two chapters, appendix
    assert "A title" in texts[0]
    lines = [line.split() for line in texts[1].splitlines()]
    for title, number in [("First", "3"), ("“quoted”", "4"), ("Two", "4")]:
        title = title.replace("“", '"').replace("”", '"')
        assert any(title in line and number in line for line in lines), title
    assert "Hint and solution: page 5" in texts[2]
    assert texts[3].count('2. Second "quoted"') == 2  # above the page as well
    assert "a + b" in texts[4]


def test_the_pdf_has_bookmarks(printed):
    titles = [
        each.title for each in printed.outline if not isinstance(each, list)
    ]
    assert titles == ["1. First", '2. Second "quoted"', "Hints and solutions"]


def test_a_file_that_is_not_ours_is_not_overwritten(tmp_path):
    out, record = tmp_path / "book.pdf", tmp_path / "record"
    for printed in b"one", b"two":  # ours may be
        put(printed, out, record)
        assert out.read_bytes() == printed
    out.write_bytes(b"two, with notes")
    (tmp_path / "folder").mkdir()
    for path in out, tmp_path / "folder":
        with pytest.raises(SystemExit, match=r"Remedy: move it away"):
            put(b"three", path, record)
        with pytest.raises(SystemExit, match=r"Remedy: move it away"):
            main([f"--out={path}"])
    assert out.read_bytes() == b"two, with notes"
    assert len([*tmp_path.iterdir()]) == 3


# ---- a page of the real book, as a reader prints it ----


@pytest.fixture(scope="module")
def paper(browser, server):
    """A chapter with a live figure, read in the dark, and its text on paper."""
    path = "chapters/01_self_attention.html"
    visit = open_page(browser, server, path, theme="dark")
    visit.page.wait_for_selector(".explorer.alive", state="attached")
    reader = PdfReader(io.BytesIO(visit.page.pdf()))
    yield visit.page, " ".join(p.extract_text() for p in reader.pages)
    visit.page.context.close()


def test_paper_shows_the_text_and_nothing_to_press(paper):
    _, text = paper
    words = " ".join(text.split())
    assert words.startswith("1. Self-Attention")
    assert "The whole idea" in words and "Sources" in words
    for gone in (
        *("Bibliography", "Back to top", "Show the", "Hide the", "Copy"),
        *("Hint", "return embeddings @ embeddings[i]", "take it along"),
    ):
        assert gone not in words, gone


def test_a_live_figure_is_its_picture_on_paper(paper):
    page, _ = paper
    page.emulate_media(media="print")
    assert not page.is_visible(".explorer")
    hidden = page.locator("article img[hidden]")
    assert hidden.count() and hidden.first.is_visible()
    page.emulate_media(media="screen")
    assert page.is_visible(".explorer") and not hidden.first.is_visible()


def test_nothing_is_wider_than_the_paper(paper):
    page, _ = paper
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 643, "height": 900})  # A4 in its margins
    wide = page.evaluate(
        """() => [...document.querySelectorAll("article pre, article table, article img")]
          .filter((each) => each.checkVisibility()
            && each.getBoundingClientRect().right > 643).map((each) => each.outerHTML)"""
    )
    page.emulate_media(media="screen")
    assert wide == []


# ---- search engines, and the book's own search ----


def test_every_page_has_a_description_of_its_own(built_book):
    found = {}
    for name in PAGES:
        page = document_fromstring((built_book / name).read_text("utf-8"))
        (text,) = page.xpath("//head/meta[@name='description']/@content")
        assert 10 < len(text) <= 160, name
        assert text not in found, (name, found[text])
        found[text] = name


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Short.</p><p>{}</p>".format("b" * 99), "Short. " + "b" * 99),
        (
            "<blockquote><p>Said</p></blockquote><p>{}</p>".format("c" * 120),
            "c" * 120,
        ),
        ("<p>{}</p>".format("word " * 50), " ".join(["word"] * 31) + " …"),
        ("<div class='cell'><p>output</p></div>", "The title"),
        ("<p>Only this.</p>", "Only this. The title"),
        (
            "<p><span class='katex'><i class='katex-mathml'>x</i>"
            "<i class='katex-html'>x</i></span>{}</p>".format("d" * 100),
            "x" + "d" * 100,
        ),
    ],
)
def test_a_description_is_the_first_text(body, expected):
    page = document_fromstring(
        f"<html><head><title>The title</title></head><body><article>{body}</article></body></html>"
    )
    describe(page)
    assert page.xpath("//meta/@content") == [expected]


def test_search_shows_a_formula_once(opened):
    visit = opened("search.html?q=matrix")
    visit.page.wait_for_selector("#search-results p.context")
    texts = visit.page.evaluate(
        """() => {
          const once = '<span class="katex-mathml">E = mc</span>';
          const again = '<span class="katex-html">E=mc</span>';
          const page = (body) => `<main role="main"><p id="here">so ${body}</p></main>`;
          const source = page(`<span class="katex">${once}${again}</span>`);
          return [Search.htmlToText(source, "#here"), Search.htmlToText(source)];
        }"""
    )
    assert texts == ["so E = mc", "so E = mc"]


# ---- the zip ----


@pytest.fixture(scope="module")
def unpacked(built_book, tmp_path_factory):
    """The folder that the built book's zip makes."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(built_book / f"{NAME}.zip") as archive:
        archive.extractall(folder)
    return folder / NAME


def test_the_zip_holds_the_book_and_not_itself(built_book, unpacked):
    def files(folder):
        return {
            file.relative_to(folder): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file() and file.name != f"{NAME}.zip"
        }

    assert files(unpacked) == files(built_book)
    assert not (unpacked / f"{NAME}.zip").exists()


def test_the_unpacked_book_opens_from_its_folder(opened, unpacked):
    root = f"{unpacked.as_uri()}/"
    visit = opened("intro.html", root)
    visit.page.click("article a[href*='01_self_attention']")
    visit.page.wait_for_selector(".explorer.alive")
    visit.page.goto(f"{root}search.html?q=softmax")
    visit.page.wait_for_selector("#search-results li a")
    assert visit.complaints == [] and visit.elsewhere == []


def test_the_same_pages_give_the_same_bytes():
    pages = {"b.html": b"b", "deep/a.html": b"a"}
    packed = zip_of(pages, "book")
    assert zip_of(pages, "book") == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["book/b.html", "book/deep/a.html"]
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_the_first_page_offers_the_zip(built_book):
    page = document_fromstring((built_book / "intro.html").read_text("utf-8"))
    assert page.xpath(f"//article//a[@href='{NAME}.zip']")
