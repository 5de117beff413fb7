"""Feedback: one page a student, which needs nothing but itself.

What stands in it may come from anyone, so everything is escaped; what was tested is said in
words, never as code or inputs.
"""

import hashlib
import re
import unicodedata
from pathlib import Path

import jinja2

from teaching.classes.marks import (
    AWAITING,
    PENDING,
    name_and_number,
    number,
    printable,
)

TEMPLATES = Path(__file__).with_name("templates")


def page_name(student):
    """A file name for a student's page: safe on every system, and no one else's."""
    text = unicodedata.normalize("NFKD", printable(student))
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]
    # Names that differ only in accents, case or signs must not collide.
    raw = student.encode("utf-8", "surrogatepass")
    return f"{slug or 'student'}-{hashlib.sha256(raw).hexdigest()[:10]}.html"


def shown_name(student):
    """``Jane Doe_1234`` -> Jane Doe (1234)."""
    name, number_ = name_and_number(student)
    return f"{name} ({number_})" if number_ else name


def chapter_name(chapter):
    """How a chapter is called in a heading: ``01_self_attention`` -> Chapter 1: self attention."""
    if found := re.fullmatch(r"(\d+)_(\w+)", chapter):
        return f"Chapter {int(found[1])}: {found[2].replace('_', ' ')}"
    return chapter or "Unknown chapter"


def page(student, marks):
    """The page of one student, as HTML; ``marks`` are the student's that count."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
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
    return environment.get_template("feedback.html").render(
        student=shown_name(student),
        marks=marks,
        AWAITING=AWAITING,
        PENDING=PENDING,
    )


def write_pages(marks, folder):
    """Write the pages of all students into a folder; give {student: file name}.

    Pages are written anew; other files in the folder stay.
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
