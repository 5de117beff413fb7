"""Feedback: one page per student, which needs nothing but itself.

What a page shows may come from anyone, so everything is escaped; what was tested is said in
words, never as code or inputs.
"""

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path

import jinja2

from teaching.classes.marks import AWAITING, PENDING, name_and_number
from teaching.classes.sheets import number, printable

TEMPLATE = Path(__file__).with_name("feedback.html")


def page_name(student):
    """Return a file name for a student's page: safe on every system, and nobody else's."""
    text = unicodedata.normalize("NFKD", printable(student))
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]
    # Names that differ only in accents, case or punctuation must not collide.
    raw = student.encode("utf-8", "surrogatepass")
    return f"{slug or 'student'}-{hashlib.sha256(raw).hexdigest()[:10]}.html"


def shown_name(student):
    """``Jane Doe_1234`` -> Jane Doe (1234)."""
    name, number_ = name_and_number(student)
    return f"{name} ({number_})" if number_ else name


def chapter_name(chapter):
    """Return a chapter's heading: ``01_self_attention`` -> Chapter 1: self attention."""
    if found := re.fullmatch(r"(\d+)_(\w+)", chapter):
        return f"Chapter {int(found[1])}: {found[2].replace('_', ' ')}"
    return chapter or "Unknown chapter"


@cache
def _template():
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: (
            printable(value) if isinstance(value, str) else value
        ),
    )
    environment.filters["number"] = number
    environment.filters["chapter_name"] = chapter_name
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def page(student, marks):
    """Return the page of one student as HTML; ``marks`` are those of the student that count."""
    return _template().render(
        student=shown_name(student),
        marks=marks,
        AWAITING=AWAITING,
        PENDING=PENDING,
    )


def write_pages(marks, folder):
    """Write the pages of all students into a folder; return {student: file name}.

    Pages are written again; other files in the folder stay.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    by_student = {}
    for mark in marks:
        if mark.counts:
            by_student.setdefault(mark.student, []).append(mark)
    names = {}
    for student, own in by_student.items():
        own.sort(key=lambda mark: mark.chapter)
        names[student] = page_name(student)
        (folder / names[student]).write_text(page(student, own), "utf-8")
    return names
