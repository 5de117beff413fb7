"""The rules that every chapter keeps, one small function each.

A rule takes a notebook and gives a list of complaints, each naming a cell and a remedy.
`python -m book.update --check` asks them all. Here is only what `make update` cannot mend.
"""

import ast
import re
from pathlib import Path

import nbformat

from book.minutes import minutes_of, parts_of, words_and_lines
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_cells,
    code_hash,
    exercises,
    extra_of,
    is_compared,
    read_notebook,
    syntax_tree,
    tags,
    text_headings,
)

SECTIONS = [
    "What goes wrong if",
    "The same in PyTorch",
    "Exercises",
    "Sources",
]
BOX = "What you carry away"
LONGEST_CELL = 50  # lines
MOST_OF_PATH = (1800, 300)  # words and visible lines
MOST_DEPTH = (800, 220)
MOST_MINUTES = 40
LONGEST_STRETCH = 350  # words
FEWEST_EXERCISES = 3
FEWEST_COMPARED = 5


# Form ----------------------------------------------------------------------------------------


def valid_format(notebook) -> list[str]:
    """The file is a valid notebook."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        return [f"not a valid notebook: {error.message[:120]}"]
    return []


def compared_outputs_are_stored(notebook) -> list[str]:
    """nbval compares a cell's output with the stored one."""
    return [
        f"`{cell.id}`: is compared, but stores no output: run "
        "`python -m book.update --run chapters/…` with this chapter"
        for cell in code_cells(notebook)
        if is_compared(cell) and not cell.outputs
    ]


def stored_outputs_are_of_this_code(notebook) -> list[str]:
    """A chapter that needs an extra stores what it gave when it last ran: this code must have."""
    extra = extra_of(notebook)
    if not extra or notebook.metadata["transformer_lib"].get("ran") == (
        code_hash(notebook)
    ):
        return []
    return [
        "its code is not the code that gave the stored outputs: run "
        f"`make {extra}` and `python -m book.update --run chapters/…` with this chapter"
    ]


def enough_compared_outputs(notebook) -> list[str]:
    """At least five printed results are the point, and compared."""
    found = sum(is_compared(cell) for cell in code_cells(notebook))
    if found >= FEWEST_COMPARED:
        return []
    return [
        f"{found} cells tagged nbval-check-output, at least {FEWEST_COMPARED} are needed"
    ]


def no_skipped_cells(notebook) -> list[str]:
    """No cell is taken out of the test."""
    return [
        f"`{cell.id}`: the tag {tag} takes it out of the test: remove it"
        for cell in notebook.cells
        for tag in tags(cell)
        if tag.lower().replace("_", "-")
        in {"nbval-skip", "nbval-ignore-output", "skip-execution"}
    ]


def setup_cell_comes_first(notebook) -> list[str]:
    """The first code cell, and no other, is the set-up cell."""
    cells = code_cells(notebook)
    tagged = [cell for cell in cells if "setup" in tags(cell)]
    if not cells or tagged != cells[:1] or "hide-cell" not in tags(cells[0]):
        return [
            "the first code cell, and only it, must be tagged `setup` and `hide-cell`; "
            "`make update` writes its text"
        ]
    return []


# Exercises -----------------------------------------------------------------------------------


def _definition(cell, name: str):
    named = [n for n in syntax_tree(cell).body if hasattr(n, "name")]
    return next((node for node in named if node.name == name), None)


def _grading(cell) -> tuple:
    """The id, the points and the entry point of a stub, "" where there is none."""
    given = cell.metadata.get("grading", {})
    return tuple(given.get(k, "") for k in ("id", "points", "entry_point"))


def exercises_are_complete(notebook) -> list[str]:
    """Stub, check and solution follow each other; the solution proves itself and hides nothing."""
    complaints = []
    found = list(exercises(notebook))
    if len(found) < FEWEST_EXERCISES and is_chapter(notebook):
        complaints.append(
            f"{len(found)} exercises, at least {FEWEST_EXERCISES} are needed"
        )
    in_order = set()
    for _, stub, check, solution in found:
        if check is None or "check" not in tags(check):
            complaints.append(
                f"`{stub.id}`: the next cell must be tagged `check`"
            )
            continue
        if solution is None or not {"solution", "hide-cell"} <= set(
            tags(solution)
        ):
            complaints.append(
                f"`{check.id}`: the next cell must be tagged `solution`, `hide-cell`"
            )
            continue
        in_order |= {solution.id, check.id}
        identity, _, entry_point = _grading(stub)
        for cell in (stub, solution):
            if not _definition(cell, entry_point):
                complaints.append(
                    f"`{cell.id}`: does not define the entry point `{entry_point}`"
                )
        complaints += _solution_in_the_way(solution, entry_point, identity)
    for cell in notebook.cells:
        if {"solution", "check"} & set(tags(cell)) and cell.id not in in_order:
            complaints.append(
                f"`{cell.id}`: belongs to no exercise: stub, check, solution, in turn"
            )
    return complaints


def _solution_in_the_way(cell, entry_point, identity) -> list[str]:
    """What a solution would put in the place of the learner's answer, or leave unproved."""
    complaints = []
    decorator = f"solution({identity!r})"
    for node in syntax_tree(cell).body:
        name = getattr(node, "name", "")
        if name == entry_point:
            decorators = map(ast.unparse, node.decorator_list)
            if decorator not in decorators:
                complaints.append(
                    f"`{cell.id}`: `{name}` needs the decorator `@{decorator}`"
                )
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not (
            name.startswith("_")
        ):
            complaints.append(
                f"`{cell.id}`: a solution may define only `{entry_point}` and "
                "helpers whose names begin with `_`, so that it hides nothing "
                f"of the learner's, but it has `{ast.unparse(node)[:40]}`"
            )
    return complaints


def grading_blocks_are_complete(notebook) -> list[str]:
    """Each stub carries an id of its own, points and an entry point."""
    complaints, seen = [], set()
    for _, stub, _, _ in exercises(notebook):
        identity, points, entry_point = _grading(stub)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", identity) or identity in seen:
            complaints.append(
                f"`{stub.id}`: grading.id must be words with hyphens, and its own"
            )
        if type(points) is not int or points <= 0:
            complaints.append(
                f"`{stub.id}`: grading.points must be a whole number above 0"
            )
        if not str(entry_point).isidentifier():
            complaints.append(
                f"`{stub.id}`: grading.entry_point must name the function"
            )
        seen.add(identity)
    return complaints


def stubs_raise(notebook) -> list[str]:
    """A stub does nothing but raise NotImplementedError, so that unsolved work shows."""
    complaints = []
    for _, stub, _, _ in exercises(notebook):
        node = _definition(stub, _grading(stub)[2]) or ast.Module([])
        if not any(
            isinstance(each, ast.FunctionDef)
            and isinstance(each.body[-1], ast.Raise)
            and "NotImplementedError" in ast.unparse(each.body[-1])
            and not any(isinstance(n, ast.Return) for n in ast.walk(each))
            for each in ast.walk(node)
        ):
            complaints.append(
                f"`{stub.id}`: end the stub with `raise NotImplementedError`"
            )
    return complaints


def checks_assert(notebook) -> list[str]:
    """A check that only prints is green on unsolved work: it must check or assert."""
    complaints = []
    for _, stub, check, _ in exercises(notebook):
        if check is None or "check" not in tags(check):
            continue
        identity, _, entry_point = _grading(stub)
        wanted = f"check({identity!r}, {entry_point})"
        nodes = [*ast.walk(syntax_tree(check))]
        calls = [
            ast.unparse(node)
            for node in nodes
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "check"
        ]
        asserts = any(isinstance(node, ast.Assert) for node in nodes)
        if calls != [wanted] if calls else not asserts:
            complaints.append(
                f"`{check.id}`: a check needs `{wanted}`, or an `assert`"
            )
    return complaints


def exercise_texts_are_complete(notebook) -> list[str]:
    """Before each stub: a numbered heading, difficulty, minutes, points and a folded hint."""
    complaints = []
    for number, (text, stub, _, _) in enumerate(exercises(notebook), start=1):
        is_text = text is not None and text.cell_type == "markdown"
        source, points = text.source if is_text else "", _grading(stub)[1]
        wanted = {
            f"the heading `### Exercise {number}: …`": rf"^### Exercise {number}: \S",
            "its difficulty": r"difficulty",
            "its minutes": r"minutes",
            f"its points ({points})": rf"points\W+{points}\b|\b{points}\W+points",
            "a hint in a dropdown": r"dropdown[\s\S]*hint|hint[\s\S]*dropdown",
        }
        for what, pattern in wanted.items():
            if not re.search(pattern, source, re.IGNORECASE | re.MULTILINE):
                complaints.append(
                    f"`{stub.id}`: the text before it lacks {what}"
                )
    return complaints


# Text ----------------------------------------------------------------------------------------


def headings(notebook, level: int) -> list[str]:
    """The headings of one level, in order."""
    return [
        heading
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for heading in text_headings(cell.source, level)
    ]


def opens_with_a_question(notebook) -> list[str]:
    """One title, in the first cell, and a question before the first code."""
    opening = ""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        opening += cell.source
    if not opening.startswith("# "):
        return ["the first cell must open with the title, `# …`"]
    complaints = []
    if len(headings(notebook, 1)) != 1:
        complaints.append("there must be exactly one heading of level 1")
    if "?" not in opening:
        complaints.append("the text before the first code asks no question")
    return complaints


def is_chapter(notebook) -> bool:
    """Say whether a notebook makes a module; others are pages that lead up to a chapter."""
    return "transformer_lib" in notebook.metadata


def has_all_sections(notebook) -> list[str]:
    """The sections that a reader finds in every chapter."""
    found = [*headings(notebook, 2), *headings(notebook, 3)]
    return [
        f"the section `## {section} …` is missing"
        for section in SECTIONS
        if is_chapter(notebook)
        and not any(h.lower().startswith(section.lower()) for h in found)
    ]


def _lines_of_code(cell) -> int:
    """The cell's lines without blank ones and docstrings; a signature counts as one line."""
    numbered = enumerate(cell.source.splitlines(), start=1)
    lines = {n for n, line in numbered if line.strip()}
    for node in ast.walk(syntax_tree(cell)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        first = node.body[0]
        lines -= set(range(node.lineno + 1, first.lineno))  # its signature
        if ast.get_docstring(node):
            lines -= set(range(first.lineno, first.end_lineno + 1))
    return len(lines)


def cells_are_short(notebook) -> list[str]:
    """A code cell fits on a screen; docstrings do not count."""
    return [
        f"`{cell.id}`: {_lines_of_code(cell)} lines of code; at most {LONGEST_CELL}, so cut it"
        for cell in code_cells(notebook)
        if _lines_of_code(cell) > LONGEST_CELL
    ]


def path_and_depth(notebook) -> list[str]:
    """The path says its minutes, at most forty, and ends with a box; the depth is short."""
    parts, complaints = parts_of(notebook), []
    if not is_chapter(notebook):
        return []
    for part, most in [("path", MOST_OF_PATH), ("Going deeper", MOST_DEPTH)]:
        if not parts["Going deeper"]:
            break  # a chapter that is not cut into path and depth yet
        found = words_and_lines(parts[part])
        if found[0] > most[0] or found[1] > most[1]:
            complaints.append(
                f"{part}: {found[0]} words and {found[1]} visible lines of code; "
                f"at most {most[0]} and {most[1]}"
            )
    if parts["Going deeper"] and BOX not in "\n".join(
        cell.source for cell in parts["path"]
    ):
        complaints.append(
            f"the path ends without its box: ```{{admonition}} {BOX}"
        )
    minutes = minutes_of(notebook)
    if f"about {minutes} minutes" not in notebook.cells[0].source:
        complaints.append(
            f"its path takes about {minutes} minutes: the first cell must say so"
        )
    if minutes > MOST_MINUTES:
        complaints.append(
            f"its path takes {minutes} minutes, at most {MOST_MINUTES}"
        )
    return complaints


def outputs_show_numbers(notebook) -> list[str]:
    """A reader who predicted a number wants to see it, not whether an assertion holds."""
    return [
        f"`{cell.id}`: prints True or False; print the number, and assert below"
        for cell in code_cells(notebook)
        for output in cell.outputs
        if re.search(
            r"(^|[\s:])(True|False)\.?$", output.get("text", ""), re.MULTILINE
        )
    ]


RELIEF = re.compile(
    r"\$\$|\\begin\{|^\s*\||!\[|\{(math|figure|image|list-table|table)\}|<(svg|img|table)"
)


def prose_is_broken_up(notebook) -> list[str]:
    """No long stretch of words without code, a formula, a table or a picture."""
    complaints, words, start = [], 0, ""
    for cell in notebook.cells:
        text = re.sub(r"```{dropdown.*?```", "", cell.source, flags=re.S)
        is_text = cell.cell_type == "markdown"
        for line in text.splitlines() if is_text else ["$$"]:
            if RELIEF.search(line):
                words = 0
                continue
            start = start if words else cell.id
            words += len(line.split())
            if words > LONGEST_STRETCH:
                complaints.append(
                    f"`{start}`: more than {LONGEST_STRETCH} words from here on without code, "
                    "formula, table or picture"
                )
                words = 0
    return complaints


def fences_open(notebook) -> list[str]:
    """Markdown takes a fence whose title has a back-quote for text, and shows its marks."""
    return [
        f"`{cell.id}`: write the title {title.strip()!r} without back-quotes"
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for title in re.findall(
            r"^```([^`\n]+`.*)$", cell.source, re.MULTILINE
        )
    ]


ABSOLUTE = re.compile(r"(~|/[\w.-]+)/[\w.-]+|[A-Za-z]:[\\/](?!/)")
WEB_ADDRESS = re.compile(
    r"://(?!www\.w3\.org/)"
)  # the names of SVG are no addresses
DOWNLOADS = re.compile(
    r"^\s*[%!].*\b(wget|curl|pip|conda|git)\b"
    r"|\b(urlopen|urlretrieve|requests\.get|hf_hub_download|from_pretrained|load_url)\b",
    re.MULTILINE,
)


def works_everywhere(notebook) -> list[str]:
    """No absolute paths, and nothing is fetched from anywhere."""
    complaints = []
    for cell in code_cells(notebook):
        if "setup" in tags(cell):
            continue
        nodes = ast.walk(syntax_tree(cell))
        values = [n.value for n in nodes if isinstance(n, ast.Constant)]
        strings = [value for value in values if isinstance(value, str)]
        if any(ABSOLUTE.match(value) for value in strings):
            complaints.append(
                f"`{cell.id}`: holds an absolute path; start from ../"
            )
        if DOWNLOADS.search(cell.source) or any(
            WEB_ADDRESS.search(s) for s in strings
        ):
            complaints.append(
                f"`{cell.id}`: fetches something; keep what it needs in the repository"
            )
    return complaints


RULES = [
    valid_format,
    compared_outputs_are_stored,
    stored_outputs_are_of_this_code,
    enough_compared_outputs,
    no_skipped_cells,
    setup_cell_comes_first,
    exercises_are_complete,
    grading_blocks_are_complete,
    stubs_raise,
    checks_assert,
    exercise_texts_are_complete,
    opens_with_a_question,
    has_all_sections,
    cells_are_short,
    path_and_depth,
    outputs_show_numbers,
    prose_is_broken_up,
    fences_open,
    works_everywhere,
]


def broken_rules(root: Path = ROOT) -> list[str]:
    """Every complaint about every chapter."""
    return [
        f"{path}: {complaint} ({rule.__name__})"
        for path in chapter_paths(root)
        for notebook in [read_notebook(root, path)]
        for rule in RULES
        for complaint in rule(notebook)
    ]
