"""Feedback: one page per student, which needs nothing but itself.

What a page shows may come from anyone, so everything is escaped; what was tested is said in
words, never as code or inputs.
"""

import hashlib
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import quote

import jinja2

from teaching.classes.marks import Mark, name_and_number
from teaching.classes.sheets import number, printable
from teaching.written import Written

TEMPLATE = Path(__file__).with_name("feedback.html")
# Exercise id -> the heading in its chapter below which the book treats it.
SECTIONS = Path(__file__).with_name("sections.json")


def page_name(student: str) -> str:
    """Return a file name for a student's page: safe on every system, and nobody else's."""
    text = unicodedata.normalize("NFKD", printable(student))
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]
    # Names that differ only in accents, case or punctuation must not collide.
    raw = student.encode("utf-8", "surrogatepass")
    return f"{slug or 'student'}-{hashlib.sha256(raw).hexdigest()[:10]}.html"


def shown_name(student: str) -> str:
    """``Jane Doe_1234`` -> Jane Doe (1234)."""
    name, number_ = name_and_number(student)
    return f"{name} ({number_})" if number_ else name


def chapter_name(chapter: str) -> str:
    """Return a chapter's heading: ``01_self_attention`` -> Chapter 1: self attention."""
    if found := re.fullmatch(r"(\d+)_(\w+)", chapter):
        return f"Chapter {int(found[1])}: {found[2].replace('_', ' ')}"
    return chapter or "Unknown chapter"


@cache
def sections() -> dict[str, str]:
    """Return {exercise id: heading of the section that treats it}."""
    found: dict[str, str] = json.loads(SECTIONS.read_text("utf-8"))
    return found


def anchor(heading: str) -> str:
    """Return a heading's id on the book's pages, which docutils makes of it."""
    text = unicodedata.normalize("NFKD", heading).lower()
    text = text.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def address(book: str, chapter: str, heading: str) -> str:
    """Return the address of a section, in the book at the address ``book``."""
    page = f"{book.rstrip('/')}/chapters/{quote(chapter)}.html"
    return f"{page}#{anchor(heading)}"


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # A macro gives Markup, whose parts have been through this already.
        finalize=lambda value: (
            printable(value) if type(value) is str else value
        ),
    )
    environment.filters.update(number=number, chapter_name=chapter_name)
    environment.globals.update(address=address, sections=sections())
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def page(student: str, marks: list[Mark], book: str | None = None) -> str:
    """Return the page of one student, of the marks that count, as HTML.

    ``book`` is the address at which the class finds the book; sections are linked there.
    """
    return _template().render(
        student=shown_name(student), marks=marks, book=book
    )


def write_pages(
    marks: list[Mark], written: Written, book: str | None = None
) -> dict[str, str]:
    """Write the pages of all students into ``feedback``; return {student: file name}."""
    by_student: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.counts:
            by_student.setdefault(mark.student, []).append(mark)
    names = {}
    for student, own in by_student.items():
        own.sort(key=lambda mark: mark.chapter)
        names[student] = page_name(student)
        html = page(student, own, book).encode()
        written.write(f"feedback/{names[student]}", html)
    return names
