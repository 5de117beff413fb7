"""The built pages in a real browser: wide and narrow, light and dark."""

import gzip
import re
from pathlib import Path

import pytest

from tests.conftest import PAGES
from tests.site.conftest import (
    ALL_BUT_COLOURS,
    AXE_OPTIONS,
    ONLY_COLOURS,
    open_page,
)

pytestmark = pytest.mark.seconds(40)
# Bytes, as a web server sends them, before a network is asked for.
LIMIT = 160_000
TEXT = {".html", ".css", ".js", ".svg"}
# A chapter holds thousands of pieces of code and of formulas; axe looks at each of them for a long
# time. Those that look alike are examined once: pieces of code of one class before one background,
# and formulas of one colour in one kind of element.
ONCE = """() => {
  const seen = new Set();
  const again = (element, ...key) =>
    element.checkVisibility() && seen.size === seen.add(key.join()).size;
  for (const span of document.querySelectorAll(".highlight pre span")) {
    const behind = getComputedStyle(span.closest(".highlight")).backgroundColor;
    if (!span.childElementCount && again(span, span.className, behind))
      span.replaceWith(span.textContent);
  }
  for (const formula of document.querySelectorAll(".katex-html")) {
    const { color } = getComputedStyle(formula);
    const where = formula.closest("p, li, td, th, dd, figcaption, div").tagName;
    // axe says nothing of a single letter
    const words = [...formula.querySelectorAll("*")].some(
      (e) => !e.childElementCount && e.textContent.trim().length > 1);
    if (again(formula, color, where, words)) formula.replaceChildren();
  }
}"""

CHAPTERS = [page for page in PAGES if re.match(r"chapters/\d", page)]


def sent(file: Path) -> int:
    """How many bytes a web server sends: text compressed, fonts and pictures as they are."""
    content = file.read_bytes()
    return len(gzip.compress(content)) if file.suffix in TEXT else len(content)


@pytest.fixture(scope="class", params=PAGES)
def visit(request, browser, server, built_book):
    """One page in the look of the class that asks, opened once for all its tests."""
    look = request.cls
    root = f"{built_book.as_uri()}/" if look.from_a_folder else server
    visit = open_page(browser, root, request.param, look.theme, look.width)
    yield visit
    visit.page.context.close()


class Look:
    """What holds for every page in a look; each look is a class, so that each has its process."""

    theme, width, from_a_folder = "light", 1280, False
    axe = AXE_OPTIONS

    def test_theme_follows_the_system(self, visit):
        theme = visit.page.evaluate("document.documentElement.dataset.theme")
        assert theme == self.theme

    def test_page_does_not_scroll_sideways(self, visit):
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.width

    def test_page_is_light(self, visit, built_book):
        sizes = {file: sent(built_book / file) for file in visit.files()}
        heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:6]
        assert sum(sizes.values()) < LIMIT, heaviest

    def test_formula_has_its_font(self, visit):
        """A style sheet without its fonts would show other letters."""
        fonts = visit.page.evaluate(
            "[...document.fonts].filter((font) => font.status === 'loaded')"
            ".map((font) => font.family)"
        )
        needed = {"KaTeX_Main", "KaTeX_Math"}
        if visit.path in CHAPTERS:
            assert needed <= {f.strip('"') for f in fonts}

    @pytest.mark.thorough
    def test_axe_finds_nothing(self, visit):
        # What is folded is examined as well. Two frames later the page has seen how large it is.
        visit.page.evaluate(
            """async () => {
              for (const folded of document.querySelectorAll("article details"))
                folded.open = true;
              for (const _ of "12") await new Promise(requestAnimationFrame);
            }"""
        )
        visit.page.evaluate(ONCE)
        violations = visit.violations(self.axe)
        assert not violations, "\n".join(violations)

    # Last, when all that a page does after it is loaded has been done.

    def test_no_request_to_another_host(self, visit):
        assert visit.elsewhere == []

    def test_console_is_silent(self, visit):
        assert visit.complaints == []


class TestLight(Look):
    def test_page_does_not_scroll_sideways_in_a_narrow_window(self, visit):
        visit.page.set_viewport_size({"width": 390, "height": 900})
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        visit.page.set_viewport_size({"width": self.width, "height": 900})
        assert width <= 390


@pytest.mark.thorough
class TestDark(Look):
    theme = "dark"
    axe = ONLY_COLOURS

    def test_figures_are_drawn_and_inverted(self, visit):
        figures = visit.page.evaluate(
            "[...document.querySelectorAll('.cell_output img')]"
            ".map((image) => [image.src, image.naturalWidth,"
            " getComputedStyle(image).filter,"
            " image.classList.contains('no-invert')])"
        )
        assert figures or visit.path not in CHAPTERS
        for source, width, style, as_it_is in figures:
            assert width > 0, f"{source} is not drawn"
            assert as_it_is or "invert" in style, source


@pytest.mark.thorough
class TestOnAPhone(Look):
    """Dark on a phone has the colours of the one and the layout of the other.

    Here no server stands between the pages and their files: they lie in a folder.
    """

    width, from_a_folder = 390, True
    axe = ALL_BUT_COLOURS


def test_first_chapter_is_light_uncompressed(opened, built_book):
    visit = opened(CHAPTERS[0])
    sizes = [(built_book / file).stat().st_size for file in visit.files()]
    assert sum(sizes) < 600_000


@pytest.mark.thorough
def test_axe_sees_what_is_pale_though_it_looks_once(opened):
    visit = opened(CHAPTERS[4])  # axe judges one of its formulas surely
    pale = {".highlight .k": "#dddddd", ".katex": "#dddddc"}
    for what, colour in pale.items():
        style = f"{what} {{ color: {colour} !important }}"
        visit.page.add_style_tag(content=style)
    visit.page.evaluate(ONCE)
    seen = [v for v in visit.violations() if v.startswith("color-contrast")]
    for what, colour in pale.items():
        assert any(f"color: {colour}" in each for each in seen), what


def test_a_formula_that_its_font_makes_wider_is_reachable(opened):
    visit = opened(CHAPTERS[0])
    reachable = visit.page.evaluate(
        """async () => {
          const frames = async () => {
            for (const _ of "12") await new Promise(requestAnimationFrame);
          };
          const box = document.querySelector("article .formula");
          await frames();
          const before = box.tabIndex;
          box.querySelector(".katex-display, .katex").style.width = "3000px";
          document.fonts.dispatchEvent(new Event("loadingdone"));
          await frames();
          return [before, box.tabIndex];
        }"""
    )
    assert reachable == [-1, 0]


@pytest.mark.thorough
def test_axe_finds_nothing_in_what_opens_on_a_phone(opened):
    visit = opened(CHAPTERS[0], width=390)
    visit.page.click("details.dropdown > summary")
    assert visit.page.is_visible("text=.ipynb")
    visit.page.evaluate(ONCE)
    assert not visit.violations()
    visit.page.keyboard.press("Escape")
    assert not visit.page.is_visible("details.dropdown .dropdown-menu")
    visit.page.click("button.primary-toggle")
    assert visit.page.is_visible("#pst-primary-sidebar-modal nav")
    assert not visit.violations()


def test_theme_button_changes_the_theme(opened):
    visit = opened(PAGES[0])
    seen = set()
    for _ in range(3):
        visit.page.click(".theme-switch-button")
        seen.add(visit.page.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}


def test_paper_is_light(opened):
    visit = opened(PAGES[0], theme="dark")
    theme = "document.documentElement.dataset.theme"
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.evaluate(theme) == "light"
    visit.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert visit.page.evaluate(theme) == "dark"


# ---- sections that are far from the screen are not laid out ----


@pytest.fixture
def reading(browser, server):
    """A chapter as a reader opens it."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(server + CHAPTERS[1])
    yield page
    page.close()


def top_of(heading):
    """How far below the top of the screen it stands."""
    return heading.evaluate("(e) => e.getBoundingClientRect().top")


def test_a_page_that_is_loaded_again_stays_where_it_was(reading):
    """Then all is laid out: the page has another height, and the same place."""
    height = "document.body.scrollHeight"
    heading = reading.locator("article h2").nth(4)
    guessed = reading.evaluate(height)
    for _ in range(30):  # as one reads: what was seen has its height
        if top_of(heading) < 400:
            break
        reading.mouse.wheel(0, 700)
        reading.wait_for_timeout(50)
    before = top_of(heading)
    assert -400 < before < 400
    reading.reload()
    reading.wait_for_function("scrollY > 1000")
    assert abs(top_of(heading) - before) < 120
    assert abs(reading.evaluate(height) - guessed) > 500


def test_a_link_into_a_page_leads_to_its_section(reading):
    section = reading.locator("article section section").last
    address = f"{reading.url}#{section.get_attribute('id')}"
    reading.goto("about:blank")
    reading.goto(address)
    reading.wait_for_function("scrollY > 1000")
    assert 0 <= top_of(section) < 800


def test_a_box_that_scrolls_becomes_a_tab_stop_when_it_is_near(reading):
    boxes = reading.locator("article pre[tabindex='0']")
    near = boxes.count()
    reading.locator("article h2").last.scroll_into_view_if_needed()
    reading.wait_for_timeout(300)
    assert boxes.count() > near
    # The theme, which would look at all at once, gives the others this one.
    assert reading.locator("article pre[tabindex='-1']").count() == 0


def test_search_finds_a_word(opened):
    visit = opened("search.html?q=softmax")
    visit.page.wait_for_selector("#search-results li a", timeout=10_000)
    form = visit.page.locator(".bd-search-container form")
    lens, field = (
        form.locator(part).bounding_box() for part in ("i", "input")
    )
    assert lens["x"] + lens["width"] <= field["x"]  # no letter is covered
    assert visit.complaints == []


@pytest.mark.parametrize(
    "chapter",
    [
        *CHAPTERS[:2],
        *(pytest.param(c, marks=pytest.mark.thorough) for c in CHAPTERS[2:]),
    ],
)
def test_chapter_reads_without_javascript(opened, chapter):
    visit = opened(chapter, java_script_enabled=False)
    # Asking for each formula by itself would take as long as all the rest.
    formulas = visit.page.locator(".katex-html").evaluate_all(
        """(all) => all.map((formula) => {
          const { width, height } = formula.getBoundingClientRect();
          const visible = formula.checkVisibility({ visibilityProperty: true });
          return [visible, width, height, formula.innerText.trim()];
        })"""
    )
    seen = [sides_and_text for visible, *sides_and_text in formulas if visible]
    assert len(seen) > len(formulas) / 2
    for formula in seen:
        assert all(formula), formula
    assert visit.page.locator("article h1").is_visible()
