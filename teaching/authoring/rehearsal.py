"""A pretend class to rehearse with: ``python -m teaching rehearse FOLDER``.

Seven students hand in one chapter: two who solved all, in their own ways, one who solved half,
one who made the classic mistakes, one who changed nothing, one whose first function never ends,
and one whose file is broken. Whoever has graded them knows what a real class will look like.
"""

from pathlib import Path

import nbformat

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.exercise import exercises
from teaching.refused import Refused
from teaching.written import refuse_foreign, write_new

NEVER = """\
import time


def {}(*inputs):
    while True:
        time.sleep(1)
"""  # it sleeps: no one's processor gets hot


def rehearse(folder: Path | str, chapter: str = "01") -> list[Path]:
    """Write the submissions of the pretend class into a folder, and give their paths.

    ``chapter`` is its name, or how it begins. Raises Refused if there is none, or if the folder
    holds anything else.
    """
    known = chapter_names()
    name = next((each for each in known if each.startswith(chapter)), None)
    if not name:
        raise Refused(
            f"no chapter begins with {chapter!r}; there are: {', '.join(known)}"
        )
    its = exercises(name)
    references = [each.reference for each in its]
    stubs = [each.stub for each in its]
    half = [(references, stubs)[n % 2][n] for n in range(len(its))]
    classmates = {
        "rightada": references,
        "otherwaybo": [next(iter(each.right.values())) for each in its],
        "halfcy": half,
        "mistakendi": [each.wrong[0].code for each in its],
        "untoucheded": stubs,
        "endlessflo": [NEVER.format(its[0].entry_point), *references[1:]],
        "brokengil": references,
    }
    texts = [notebook(name, codes) for codes in classmates.values()]
    texts[-1] = texts[-1][: len(texts[-1]) // 2]
    # As Canvas names files: family name and first name in one small word, and two numbers.
    files = {
        f"{login}_{number}_{number}_{name}.ipynb": text.encode()
        for number, (login, text) in enumerate(
            zip(classmates, texts, strict=True), 1001
        )
    }
    folder = Path(folder)
    refuse_foreign(folder, files)
    written = {folder / name: data for name, data in files.items()}
    write_new(written)
    return list(written)


def notebook(chapter: str, codes: list[str]) -> str:
    """The text of a chapter's notebook as handed out, with these answers in place of stubs."""
    made, answers = (
        read_notebook(ROOT, f"chapters/{chapter}.ipynb"),
        iter(codes),
    )
    made.cells = [cell for cell in made.cells if "solution" not in tags(cell)]
    for cell in made.cells:
        if "exercise" in tags(cell):
            cell.source = next(answers)
    text: str = nbformat.writes(made)
    return text
