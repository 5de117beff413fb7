"""A pretend class to rehearse with: ``python -m teaching rehearse FOLDER``.

Seven students hand in one chapter: two who solved all, in their own ways, one who solved half,
one who made the classic mistakes, one who changed nothing, one whose first function never ends,
and one whose file is broken. Whoever has graded them knows what a real class will look like.
"""

from pathlib import Path

import nbformat

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.exercise import exercises
from teaching.written import contents, refuse_foreign, write_new


def rehearse(folder, chapter="01"):
    """Write the submissions of the pretend class, and give their paths.

    Parameters
    ----------
    folder : Path
        Where to write them: a new folder, or an empty one, or one that holds nothing else.
    chapter : str
        The chapter's name, or how it begins.

    Raises
    ------
    ValueError
        If there is no such chapter.
    Refused
        If the folder holds anything else.
    """
    name = _chapter(chapter)
    answers = {
        "Ada Right": [each.reference for each in exercises(name)],
        "Bo Otherway": [_first(each.right) for each in exercises(name)],
        "Cy Half": _half(name),
        "Di Mistaken": [each.wrong[0].code for each in exercises(name)],
        "Ed Untouched": [each.stub for each in exercises(name)],
        "Flo Endless": _endless(name),
    }
    texts = {
        student: notebook(name, codes) for student, codes in answers.items()
    }
    whole = texts["Ada Right"]
    texts["Gil Broken"] = whole[: len(whole) // 2]
    files = {
        f"{_login(student)}_{number}_{number}_{name}.ipynb": text.encode()
        for number, (student, text) in enumerate(texts.items(), 1001)
    }
    folder = Path(folder)
    refuse_foreign(folder, [n for n in contents(folder) if n not in files])
    written = {folder / name: data for name, data in files.items()}
    write_new(written)
    return list(written)


def notebook(chapter, codes):
    """The text of a chapter's notebook as handed out, with these answers in place of stubs."""
    codes = iter(codes)
    cells = []
    for cell in read_notebook(ROOT, f"chapters/{chapter}.ipynb").cells:
        if "solution" in tags(cell):
            continue
        cell = nbformat.from_dict(cell)
        if "exercise" in tags(cell):
            cell.source = next(codes)
        cells.append(cell)
    made = nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
        },
    )
    return nbformat.writes(made)


def _chapter(begin):
    for name in chapter_names():
        if name.startswith(begin):
            return name
    known = ", ".join(chapter_names())
    raise ValueError(f"no chapter begins with {begin!r}; there are: {known}")


def _first(right):
    return next(iter(right.values()))


def _half(chapter):
    return [
        each.reference if number % 2 == 0 else each.stub
        for number, each in enumerate(exercises(chapter))
    ]


def _endless(chapter):
    """All right, but in place of the first answer a function that never ends."""
    first, *others = exercises(chapter)
    never = (  # it sleeps: no one's processor gets hot
        "import time\n\n\n"
        f"def {first.entry_point}(*inputs):\n"
        "    while True:\n"
        "        time.sleep(1)\n"
    )
    return [never, *(each.reference for each in others)]


def _login(student):
    """As Canvas names files: family name and first name in one small word."""
    first, last = student.lower().split()
    return last + first
