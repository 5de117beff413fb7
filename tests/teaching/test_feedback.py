"""Feedback: one page a student, safe with anything in it, readable anywhere."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from bs4 import BeautifulSoup
from docutils.nodes import make_id
from hypothesis import given, settings
from hypothesis import strategies as st
from stub_grader import CHAPTER, exercise, gradebook_of, result

from book.reader.chapters import (
    ROOT,
    chapter_names,
    read_notebook,
    text_headings,
)
from graded.values import unpack
from teaching.authoring.exercise import exercise_names
from teaching.classes.feedback import (
    anchor,
    page,
    page_name,
    sections,
    write_pages,
)
from teaching.classes.log import results_in
from teaching.classes.marks import marks_of, marks_table
from teaching.classes.run import needs_human
from teaching.exports.gradescope.programs.autograde import results
from teaching.grading.grade import grade
from teaching.jail.sandbox import available
from tests.teaching.classroom import WRONG_MIX, exam, submission

EVIL = "<script>alert(1)</script>\"'><img src=http://evil.example/x>&{{ 7*7 }}"


def page_of(got, student="Jane Doe_1234"):
    marks = marks_of(gradebook_of((student, "hw.ipynb", got)))
    return page(student, marks)


def text_of(html):
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").main.text)


def test_the_page_says_what_was_checked_and_seen():
    html = page_of(result(1, notes=["cell 3: NameError: x"]))
    text = text_of(html)
    for part in (
        "Feedback for Jane Doe (1234)",
        "Chapter 1: self attention",
        "1 of 2 points",
        "Exercise 1: scores",
        "✗Not yet: the scores are right (1 of 2)",
        "Seen: expected 1, got 2",
        "Perhaps: these are the weights",
        "cell 3: NameError: x",
    ):
        assert part in text, part
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html["lang"] == "en"
    assert soup.title.text == "Feedback for Jane Doe (1234)"
    assert [h.name for h in soup.find_all(re.compile("^h[1-6]$"))] == [
        "h1",
        "h2",
        "h3",
    ]


def test_a_right_answer_has_no_guess():
    text = text_of(page_of(result(2)))
    assert "✓Right: the scores are right (2 of 2)" in text
    assert "Every exercise is solved" in text
    assert "Worth reading again" not in text
    assert "Perhaps" not in text
    assert "Seen" not in text


def test_what_was_right_comes_first():
    tests = [
        *exercise(0)["tests"],
        {**exercise(2)["tests"][0], "description": "the shape is right"},
    ]
    first = exercise(2, id="self-attention-scores-of", title="Exercise 1")
    second = exercise(0, id="self-attention-cosine", title="Exercise 2")
    second |= {"max_points": 4, "tests": tests}
    text = text_of(page_of(result(exercises=[first, second])))
    assert "Solved: 1 of 2 exercises. Next: Exercise 2." in text
    assert text.index("the shape is right") < text.index("Not yet")


def test_the_progress_by_chapter_stands_at_the_top():
    other = result(1, chapter="02_query_key_value")
    marks = marks_of(
        gradebook_of(
            ("ada", "a.ipynb", result(2)),
            ("ada", "b.ipynb", other),
            ("ada", "c.ipynb", needs_human("it is empty")),
        )
    )
    soup = BeautifulSoup(page("ada", marks), "html.parser")
    rows = [r.get_text(" ", strip=True) for r in soup.select("nav .head")]
    assert rows == [
        "Chapter 1: self attention 2 of 2 points",
        "Chapter 2: query key value 1 of 2 points",
        "Unknown chapter no mark yet",
    ]
    bars = [b["style"] for b in soup.select("nav .bar > div")]
    assert bars == ["width: 100.0%", "width: 50.0%", "width: 0%"]
    for link in soup.select("nav a"):
        assert soup.select_one(link["href"]).name == "section"


def test_the_section_of_the_book_is_named_and_linked():
    got = result(0, exercises=[exercise(0, id="self-attention-temperature")])
    assert "again: “From scores to weights” in the chapter" in text_of(
        page_of(got)
    )
    marks = marks_of(gradebook_of(("ada", "a.ipynb", got)))
    html = page("ada", marks, "https://example.org/book/")
    link = BeautifulSoup(html, "html.parser").select_one("article a")
    assert link.text == "From scores to weights"
    assert link["href"] == (
        "https://example.org/book/chapters/"
        "01_self_attention.html#from-scores-to-weights"
    )
    stub = {**got["exercises"][0], "state": "stub"}
    stub = result(0, exercises=[exercise(0), stub])
    assert "A place to begin: “From" in text_of(page_of(stub))


def test_every_exercise_names_a_section_of_its_chapter():
    """Remedy, when this fails: correct teaching/classes/sections.json."""
    names = [name for each in chapter_names() for name in exercise_names(each)]
    assert sorted(sections()) == sorted(names)
    for chapter in chapter_names():
        cells = read_notebook(ROOT, f"chapters/{chapter}.ipynb").cells
        text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
        for each in exercise_names(chapter):
            heading = sections()[each]
            assert any(
                heading in text_headings(text, level) for level in (2, 3)
            ), f"{each}: {chapter} has no section {heading!r}"
            assert anchor(heading) == make_id(heading)


def test_a_mark_by_hand_is_shown_with_its_comment():
    gradebook = gradebook_of(("ada", "a.ipynb", needs_human("it is empty")))
    more = {"chapter": CHAPTER, "points": 1, "comment": "by e-mail"}
    gradebook.add({"mark_for": "ada", **more})
    text = text_of(page("ada", marks_of(gradebook)))
    assert "1 points" in text
    assert "Your teacher gave this mark. by e-mail" in text
    assert "no mark yet" not in text


def test_needs_human_says_why_and_shows_no_points():
    broken = result(0, status="needs-human", reason="the file is a PDF")
    for got in (needs_human("the file is a PDF"), broken):
        text = text_of(page_of(got))
        assert "There is no mark yet" in text
        assert "the file is a PDF" in text
        assert not re.search(r"\d of \d", text)


def test_what_was_not_answered_is_said():
    for state, says in {
        "missing": "No answer was found",
        "stub": "as it was handed out",
    }.items():
        both = [exercise(0, state=state), exercise(0, tests=[])]
        html = page_of(result(0, exercises=both))
        assert says in text_of(html)
        assert "Not yet" not in html
    note = exercise(0, state="missing", note="nothing defines scores_of")
    assert "nothing defines scores_of" in page_of(
        result(exercises=[note, exercise(1)])
    )


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


def evil_result(evil):
    test = exercise(0)["tests"][0]
    told = dict.fromkeys(("name", "description", "observed", "mistake"), evil)
    more = {"title": evil, "note": evil, "tests": [test | told]}
    both = [exercise(1, **more), exercise(0, **more, state="stub")]
    return result(1, exercises=both, notes=[evil], chapter=evil)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_nothing_hostile_becomes_a_tag(text):
    harmless = Tags(page_of(evil_result("plain"), "plain"))
    for evil in (EVIL + text, text + EVIL):
        for html in (
            page_of(evil_result(evil), evil),
            page_of(needs_human(evil), evil),
        ):
            tags = Tags(html)
            assert tags.tags <= harmless.tags | {"bdi"}
            assert tags.attributes <= harmless.attributes
            assert "alert(1)" in html
            assert "{{ 7*7 }}" in html


def test_the_page_asks_nothing_of_the_network():
    html = page_of(result(1))
    assert not re.search(r"https?:|//|url\(|@import|<link|<script", html)
    policy = BeautifulSoup(html, "html.parser").find(
        "meta", {"http-equiv": "Content-Security-Policy"}
    )
    assert policy["content"].startswith("default-src 'none'")


def test_signs_that_turn_or_break_the_text_are_replaced():
    html = page_of(needs_human("a\x00b\u202ec\udcffd"), "\udcff\u202e")
    assert html.encode("utf-8")
    assert not re.search("[\x00\u202e]", html)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300), st.text(max_size=300))
def test_page_names_are_safe_and_do_not_collide(one, other):
    names = {page_name(one), page_name(other)}
    assert len(names) == len({one, other})
    for name in names:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}\.html", name)


def test_names_that_look_alike_keep_their_own_page(tmp_path):
    students = ("../../etc/passwd", "José", "Jose", "JOSE", "a/b", "a b", "")
    marks = marks_of(
        gradebook_of(*((who, f"{who}.ipynb", result(2)) for who in students))
    )
    names = write_pages(marks, results_in(tmp_path))
    assert len(set(names.values())) == len(students)
    assert {path.name for path in tmp_path.rglob("*.html")} == set(
        names.values()
    )


def test_the_page_shows_what_counts_of_each_chapter_and_nobody_else(tmp_path):
    marks = marks_of(
        gradebook_of(
            ("ben", "hw-b.ipynb", result(2)),
            ("ada", "second.ipynb", result(2, chapter="02_x")),
            ("ada", "first-1.ipynb", result(0)),
            ("ada", "first-2.ipynb", result(1)),
        )
    )
    names = write_pages(marks, results_in(tmp_path))
    html = (tmp_path / "feedback" / names["ada"]).read_text("utf-8")
    assert html.index("Chapter 1:") < html.index("Chapter 2:")
    assert "first-2.ipynb" in html
    assert "first-1.ipynb" not in html
    assert "ben" not in html and "hw-b" not in html


# In a browser --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable_on_a_phone(tmp_path, browser, scheme):
    """No sideways scrolling with the longest words, and no fault that axe finds."""
    from axe_playwright_python.sync_playwright import Axe

    long = {**exercise(1), "title": "x" * 200}
    long["tests"][0]["observed"] = "array([1.0, 2.0])" * 40 + "y" * 300
    got = result(1, exercises=[long], notes=["z" * 300])
    marks = marks_of(
        gradebook_of(
            ("a" * 100, "f" * 100 + ".ipynb", got),
            ("a" * 100, "g.ipynb", needs_human("w" * 300)),
        )
    )
    path = tmp_path / "page.html"
    path.write_text(page("a" * 100, marks), "utf-8")
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme=scheme,
        bypass_csp=True,  # axe is a script, which the page forbids
    )
    shown = context.new_page()
    shown.goto(path.as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(shown)
    context.close()
    assert found.violations_count == 0, found.generate_report()
    assert marks[0].chapter == CHAPTER


def test_no_output_of_a_class_shows_a_number_that_is_expected():
    """Whoever may hand in again would soon have collected all of them."""
    if available():
        pytest.skip(f"no jail: {available()}")
    wrong = submission(
        scores_of="def scores_of(e, i):\n    return (e @ e[i]) + 1\n",
        mix=WRONG_MIX,
        share="def share(x, parts):\n    return str(x.tolist())\n",
    )
    got = grade(wrong, exam())
    assert got.points == 0
    marks = marks_of(gradebook_of(("ada", "hw.ipynb", got)))
    outputs = [page("ada", marks), *map(str, marks_table(marks))]
    outputs.append(json.dumps(results(got)))
    shown = set(re.findall(r"\d+\.\d{2,}", " ".join(outputs)))
    known = [
        f"{abs(number):.9f}"
        for case in exam()["small"]["cases"]
        for test in case["tests"]
        for trial in test["trials"]
        for value in (trial["expected"]["value"], *trial["inputs"])
        for number in np.ravel(np.asarray(unpack(value), float))
    ]
    assert len(known) > 100
    for number in shown - {"1.55"}:  # the page's line height
        assert not any(each.startswith(number) for each in known), number
