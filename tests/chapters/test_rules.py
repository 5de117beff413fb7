"""Every rule of book/rules.py can go red, and every check of a chapter is red on unsolved work."""

import subprocess
import sys

import nbformat
import pytest

from book import rules
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_cells,
    code_hash,
    context_cells,
    exercises,
    read_notebook,
    syntax_tree,
    tags,
)
from book.reader.context import needed_statements
from book.tidy import setup_source, tidy_notebook
from tests.chapters.small_book import code

pytestmark = pytest.mark.seconds(30)
PATHS = chapter_paths(ROOT)
RULE_NAMES = {rule.__name__: rule for rule in rules.RULES}


@pytest.mark.parametrize(("lines", "complains"), [(49, False), (50, True)])
def test_a_long_signature_counts_as_one_line(lines, complains):
    arguments = "\n".join(f"    a{n}: int," for n in range(20))
    body = "    \n".join(["    pass\n"] * lines)
    source = f'def f(\n{arguments}\n) -> None:\n    """One.\n\n    Two.\n    """\n{body}'
    notebook = nbformat.v4.new_notebook(cells=[code("long", source)])
    assert bool(rules.cells_are_short(notebook)) is complains


# The chapters; `book.update.check`, which test_update.py calls, asks the rules of them ----------


def test_every_notebook_is_in_the_table_of_contents():
    on_disk = sorted(
        f"chapters/{path.name}" for path in (ROOT / "chapters").glob("*.ipynb")
    )
    assert on_disk == sorted(PATHS)
    assert PATHS


def test_no_two_chapters_share_an_exercise():
    identities = [
        each.stub.metadata.grading.id
        for path in PATHS
        for each in exercises(read_notebook(ROOT, path))
    ]
    assert len(set(identities)) == len(identities)


# The learner's side: without the solutions, every check must be red ---------------------------


def run_without_solutions(notebook):
    """Run stubs and checks as a learner meets them; gives check cell's id -> its error."""
    namespace, raised = {"__name__": "__main__"}, {}
    context = context_cells(notebook)
    for cell in code_cells(notebook):
        program = compile(syntax_tree(cell), f"<cell {cell.id}>", "exec")
        if "exercise" in tags(cell):
            # A stub of a class names its parents: the chapter's statements it needs.
            exec(needed_statements(context, cell.source), namespace)
            exec(program, namespace)
        elif "check" in tags(cell):
            try:
                exec(program, namespace)
            except Exception as error:
                raised[cell.id] = error
            else:
                raised[cell.id] = None
    return raised


def assert_checks_are_red(notebook):
    """Each check fails because the stub was called or its answer is wrong, not by accident."""
    raised = run_without_solutions(notebook)
    assert raised, "the chapter has no check"
    for cell_id, error in raised.items():
        assert error is not None, (
            f"the check `{cell_id}` is green on unsolved work"
        )
        assert isinstance(error, NotImplementedError | AssertionError), (
            f"the check `{cell_id}` fails for another reason: {error!r}"
        )


@pytest.mark.parametrize("path", PATHS)
def test_checks_are_red_on_unsolved_work(path):
    notebook = read_notebook(ROOT, path)
    if rules.is_chapter(notebook):  # other pages have no graded exercise
        assert_checks_are_red(notebook)


# A good notebook, and one broken in each way --------------------------------------------------

EXERCISE_TEXT = """\
### Exercise {n}: add {n}

*Difficulty: easy. Minutes: 5. Points: {n}.*

Write a function that adds {n}.

```{{dropdown}} Hint
Use a plus sign.
```"""


def text(cell_id, source):
    """A markdown cell."""
    return nbformat.v4.new_markdown_cell(source, id=cell_id)


def exercise(n):
    """The four cells of an exercise."""
    name, grading = (
        f"add_{n}",
        {"id": f"small-add-{n}", "points": n, "entry_point": f"add_{n}"},
    )
    stub = f'def {name}(x):\n    """x and {n}."""\n    raise NotImplementedError("your turn")'
    return [
        text(f"exercise-{n}", EXERCISE_TEXT.format(n=n)),
        code(f"stub-{n}", stub, "exercise", grading=grading),
        code(f"check-{n}", f"assert {name}(1) == {1 + n}", "check"),
        code(
            f"solution-{n}",
            f"@solution('small-add-{n}')\ndef {name}(x):\n    return x + {n}",
            "solution",
            "hide-cell",
        ),
    ]


@pytest.fixture
def good():
    """A notebook that keeps every rule."""
    printed = nbformat.v4.new_output("stream", name="stdout", text="1\n")
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            },
            "transformer_lib": {"module": "small", "summary": "Small."},
        },
        cells=[
            text("title", "# Small\n\nWhat is this, in about 0 minutes?"),
            code("setup", setup_source(ROOT), "setup", "hide-cell"),
            *(
                code(f"result-{w}", "print(1)", "nbval-check-output")
                for w in "abcde"
            ),
            text("exercises", "## Exercises\n\nThree."),
            *exercise(1),
            *exercise(2),
            *exercise(3),
            text("deeper", "## Going deeper"),
            text("wrong", "### What goes wrong if we forget?\n\nMuch."),
            text("pytorch", "### The same in PyTorch\n\nYes."),
            code("the-same", "assert 1 == 1"),
            text("summary", "## Summary\n\nDone."),
            text("sources", "## Sources\n\nNone."),
        ],
    )
    for cell in notebook.cells:
        if cell.id.startswith("result-"):
            cell.outputs = [printed.copy()]
    tidy_notebook(notebook, setup_source(ROOT))
    return notebook


def cell_of(notebook, cell_id):
    """The cell with this id."""
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def remove(*cell_ids):
    """A change: these cells disappear."""

    def change(notebook):
        notebook.cells = [
            cell for cell in notebook.cells if cell.id not in cell_ids
        ]

    return change


def rewrite(cell_id, source):
    """A change: a cell gets another source."""
    return lambda notebook: cell_of(notebook, cell_id).update(source=source)


def printed(cell_id, text):
    """A change: a cell has printed another text."""
    return lambda notebook: (
        cell_of(notebook, cell_id).outputs[0].update(text=text)
    )


def retag(cell_id, *cell_tags):
    """A change: a cell gets other tags."""
    return lambda notebook: cell_of(notebook, cell_id).metadata.update(
        tags=list(cell_tags)
    )


def grade(cell_id, **values):
    """A change: the grading block gets other values."""
    return lambda notebook: cell_of(notebook, cell_id).metadata.grading.update(
        values
    )


def append(*cells):
    """A change: cells are added at the end."""
    return lambda notebook: notebook.cells.extend(cells)


def swap(first, second):
    """A change: two cells exchange their places."""

    def change(notebook):
        ids = [cell.id for cell in notebook.cells]
        i, j = ids.index(first), ids.index(second)
        notebook.cells[i], notebook.cells[j] = (
            notebook.cells[j],
            notebook.cells[i],
        )

    return change


def needs_an_extra_and_changes(notebook):
    """A change: what is stored is that of other code; layout does not count."""
    ran = {"extra": "real", "ran": code_hash(notebook)}
    notebook.metadata["transformer_lib"] = ran
    cell = cell_of(notebook, "solution-1")
    cell.source += "\n  # a comment\n\n"
    assert rules.stored_outputs_are_of_this_code(notebook) == []
    cell.source = cell.source.replace("x + 1", "x + 2")


EXERCISE_1 = EXERCISE_TEXT.format(n=1)
BROKEN = [
    # (rule, what is wrong, the change, what the complaint says)
    (
        "valid_format",
        "broken",
        lambda n: n.cells[0].update(cell_type="song"),
        "not a valid",
    ),
    (
        "compared_outputs_are_stored",
        "lost",
        lambda n: n.cells[2].update(outputs=[]),
        "stores no output",
    ),
    (
        "stored_outputs_are_of_this_code",
        "changed",
        needs_an_extra_and_changes,
        "make real",
    ),
    ("enough_compared_outputs", "four", remove("result-a"), "4 cells"),
    (
        "no_skipped_cells",
        "skip",
        retag("check-1", "check", "nbval-skip"),
        "`check-1`",
    ),
    (
        "no_skipped_cells",
        "skip",
        retag("check-1", "NBVAL_IGNORE_OUTPUT"),
        "`check-1`",
    ),
    (
        "setup_cell_comes_first",
        "missing",
        remove("setup"),
        "first code cell",
    ),
    (
        "setup_cell_comes_first",
        "second",
        swap("setup", "result-a"),
        "first code cell",
    ),
    (
        "setup_cell_comes_first",
        "open",
        retag("setup", "setup"),
        "`hide-cell`",
    ),
    (
        "exercises_are_complete",
        "two",
        remove(*(c.id for c in exercise(3))),
        "2 exercises",
    ),
    (
        "exercises_are_complete",
        "no solution",
        remove("solution-2"),
        "`check-2`",
    ),
    ("exercises_are_complete", "no check", remove("check-2"), "`stub-2`"),
    (
        "exercises_are_complete",
        "order",
        swap("check-2", "solution-2"),
        "`stub-2`",
    ),
    (
        "exercises_are_complete",
        "open",
        retag("solution-2", "solution"),
        "`hide-cell`",
    ),
    (
        "exercises_are_complete",
        "lost stub",
        remove("stub-2"),
        "`solution-2`: belongs to no",
    ),
    (
        "exercises_are_complete",
        "other name",
        rewrite("solution-2", "def add(x): ..."),
        "`add_2`",
    ),
    (
        "exercises_are_complete",
        "overrides the learner's answer",
        rewrite("solution-2", "def add_2(x):\n    return x + 2"),
        "`add_2` needs the decorator `@solution('small-add-2')`",
    ),
    (
        "exercises_are_complete",
        "proves another exercise",
        rewrite("solution-2", "@solution('small-add-3')\ndef add_2(x): ..."),
        "`add_2` needs the decorator `@solution('small-add-2')`",
    ),
    (
        "exercises_are_complete",
        "overrides a helper",
        rewrite(
            "solution-2",
            "def helper(): ...\n@solution('small-add-2')\ndef add_2(x): ...",
        ),
        "it hides nothing",
    ),
    (
        "exercises_are_complete",
        "other name",
        rewrite("stub-2", "def add(x): ..."),
        "`stub-2`",
    ),
    (
        "grading_blocks_are_complete",
        "no points",
        grade("stub-2", points=0),
        "grading.points",
    ),
    (
        "grading_blocks_are_complete",
        "text points",
        grade("stub-2", points="2"),
        "grading.points",
    ),
    (
        "grading_blocks_are_complete",
        "twice",
        grade("stub-2", id="small-add-1"),
        "grading.id",
    ),
    (
        "grading_blocks_are_complete",
        "no id",
        grade("stub-2", id=""),
        "grading.id",
    ),
    (
        "grading_blocks_are_complete",
        "none",
        grade("stub-2", entry_point=""),
        "entry_point",
    ),
    (
        "grading_blocks_are_complete",
        "no block",
        lambda n: cell_of(n, "stub-2").metadata.pop("grading"),
        "`stub-2`",
    ),
    (
        "stubs_raise",
        "silent",
        rewrite("stub-2", "def add_2(x):\n    return None"),
        "`stub-2`",
    ),
    (
        "stubs_raise",
        "too late",
        rewrite(
            "stub-2",
            "def add_2(x):\n    return x\n    raise NotImplementedError",
        ),
        "`stub-2`",
    ),
    (
        "checks_assert",
        "prints",
        rewrite("check-2", "print(add_2(1) == 3)"),
        "`check-2`",
    ),
    (
        "checks_assert",
        "another exercise's id",
        rewrite("check-2", 'check("small-add-1", add_2)'),
        "`check-2`",
    ),
    (
        "checks_assert",
        "another answer",
        rewrite("check-2", 'check("small-add-2", add_1)'),
        "`check-2`",
    ),
    (
        "exercise_texts_are_complete",
        "heading",
        rewrite(
            "exercise-1",
            EXERCISE_1.replace("### Exercise 1:", "### Exercise 4:"),
        ),
        "Exercise 1:",
    ),
    (
        "exercise_texts_are_complete",
        "difficulty",
        rewrite("exercise-1", EXERCISE_1.replace("Difficulty", "Level")),
        "difficulty",
    ),
    (
        "exercise_texts_are_complete",
        "minutes",
        rewrite("exercise-1", EXERCISE_1.replace("Minutes", "Time")),
        "minutes",
    ),
    (
        "exercise_texts_are_complete",
        "points",
        grade("stub-1", points=7),
        "points (7)",
    ),
    (
        "exercise_texts_are_complete",
        "hint",
        rewrite("exercise-1", EXERCISE_1.replace("Hint", "More")),
        "hint",
    ),
    ("exercise_texts_are_complete", "no text", remove("exercise-1"), "lacks"),
    ("opens_with_a_question", "no title", remove("title"), "title"),
    (
        "opens_with_a_question",
        "two",
        rewrite("summary", "# Summary"),
        "exactly one",
    ),
    (
        "opens_with_a_question",
        "no question",
        rewrite("title", "# Small"),
        "no question",
    ),
    (
        "has_all_sections",
        "missing",
        rewrite("sources", "#### Sources"),
        "## Sources",
    ),
    (
        "has_all_sections",
        "in code",
        rewrite("sources", "```python\n## Sources\n```"),
        "## Sources",
    ),
    (
        "cells_are_short",
        "long",
        rewrite("check-1", "assert True\n" * 51),
        "51 lines",
    ),
    (
        "path_and_depth",
        "many words",
        rewrite("title", "# Small\n\nabout 0 minutes?" + " word $x y$" * 1801),
        "path: 18",
    ),
    (
        "path_and_depth",
        "much code",
        rewrite("result-a", "print(1)\n" * 301),
        "305 visible lines of code; at most 1800 and 300",
    ),
    (
        "path_and_depth",
        "deep",
        rewrite("pytorch", "### The same in PyTorch\n\n" + "word " * 801),
        "Going deeper: ",
    ),
    (
        "path_and_depth",
        "minutes",
        rewrite("title", "# Small\n\nabout 3 minutes?"),
        "its path takes about 0 minutes",
    ),
    (
        "outputs_show_numbers",
        "an assertion's answer",
        printed("result-a", "equal: True\n"),
        "`result-a`: prints True or False",
    ),
    (
        "prose_is_broken_up",
        "one cell",
        rewrite("summary", "word " * 351),
        "`summary`",
    ),
    (
        "prose_is_broken_up",
        "two cells",
        append(text("more", "word " * 200), text("most", "word " * 200)),
        "`summary`",
    ),
    (
        "works_everywhere",
        "path",
        rewrite("check-1", "open('/home/me/data.txt')"),
        "absolute",
    ),
    (
        "works_everywhere",
        "home",
        rewrite("check-1", "open('~/data.txt')"),
        "absolute",
    ),
    (
        "works_everywhere",
        "Windows",
        rewrite("check-1", r"open('C:\\data.txt')"),
        "absolute",
    ),
    (
        "works_everywhere",
        "web",
        rewrite("check-1", "get('https://example.org')"),
        "fetches",
    ),
    (
        "works_everywhere",
        "shell",
        rewrite("check-1", "!pip install numpy"),
        "fetches",
    ),
    (
        "works_everywhere",
        "call",
        rewrite("check-1", "urlopen(address)"),
        "fetches",
    ),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_keeps_every_rule(good, rule):
    assert rule(good) == []


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        pytest.param(r, change, says, id=f"{r}-{what}")
        for r, what, change, says in BROKEN
    ],
)
def test_a_broken_notebook_goes_red(good, rule, change, says):
    change(good)
    complaints = RULE_NAMES[rule](good)
    assert complaints
    assert says in "\n".join(complaints)


def test_every_rule_was_seen_red():
    assert {rule for rule, *_ in BROKEN} == set(RULE_NAMES)


@pytest.mark.parametrize(
    "cell",
    [
        code(
            "compute",
            "import numpy as np\nweights = np.eye(3)\nweights.sum(axis=0)",
        ),
        code("svg", "NAMESPACE = 'http://www.w3.org/2000/svg'\nratio = '/'"),
        code("data", "open('../recipes/data.txt')\n# see https://example.org"),
        code("magic", "%timeit -n 1 sum([1])"),
        code("cell-magic", "%%time\nsum([1])"),
        code(
            "documented",
            'def f():\n    """' + "A line.\n" * 60 + '"""\n    return 1',
        ),
    ],
    ids=lambda cell: cell.id,
)
def test_what_is_allowed_stays_green(good, cell):
    good.cells.append(cell)
    assert [
        complaint for rule in rules.RULES for complaint in rule(good)
    ] == []


def test_a_formula_breaks_up_the_prose(good):
    good.cells.append(
        text("long", "word " * 200 + "\n\n$$ x = 1 $$\n\n" + "word " * 300)
    )
    assert rules.prose_is_broken_up(good) == []


def test_the_learners_check_is_a_check(good):
    cell_of(good, "check-2").source = 'check("small-add-2", add_2)'
    assert rules.checks_assert(good) == []


def test_good_checks_are_red_without_their_solutions(good):
    assert_checks_are_red(good)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("assert True", "green on unsolved work"),
        (
            "try:\n    assert add_2(1) == 3\nexcept Exception:\n    print('no')",
            "green on unsolved",
        ),
        ("assert missing_name(1)", "another reason"),
    ],
)
def test_a_check_that_proves_nothing_is_found(good, source, says):
    cell_of(good, "check-2").source = source
    with pytest.raises(AssertionError, match=says):
        assert_checks_are_red(good)


# nbval ---------------------------------------------------------------------------------------


def test_nbval_compares_the_stored_outputs(good, tmp_path):
    """With the counts of book/tidy.py a changed result is red, an equal one green."""
    good.cells = [cell for cell in good.cells if cell.id.startswith("result-")]
    cell_of(good, "result-b").source = "print(2)"
    nbformat.write(good, tmp_path / "small.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    run = subprocess.run(
        [*command, "small.ipynb"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "1 failed, 4 passed" in run.stdout, run.stdout
