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
from tests.chapters.conftest import code

pytestmark = pytest.mark.seconds(30)
PATHS = chapter_paths(ROOT)


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
            text("title", "# Small\n\nWhat is this, in about 1 minutes?"),
            code("setup", setup_source(ROOT), "setup", "hide-cell"),
            *(
                code(f"result-{w}", "print(1)", "nbval-check-output")
                for w in "abcde"
            ),
            text("box", "```{admonition} What you carry away\nThis.\n```"),
            text("exercises", "## Exercises\n\nThree."),
            *exercise(1),
            *exercise(2),
            *exercise(3),
            text("deeper", "## Going deeper"),
            text("wrong", "### What goes wrong if we forget?\n\nMuch."),
            text("pytorch", "### The same in PyTorch\n\nYes."),
            code("the-same", "assert 1 == 1"),
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
BROKEN = {  # rule -> changes that break it, and what it then says
    rules.valid_format: [
        (lambda n: n.cells[0].update(cell_type="song"), "not a valid"),
    ],
    rules.compared_outputs_are_stored: [
        (lambda n: n.cells[2].update(outputs=[]), "stores no output"),
    ],
    rules.stored_outputs_are_of_this_code: [
        (needs_an_extra_and_changes, "make real"),
    ],
    rules.enough_compared_outputs: [
        (remove("result-a"), "4 cells"),
    ],
    rules.no_skipped_cells: [
        (retag("check-1", "check", "nbval-skip"), "`check-1`"),
        (retag("check-1", "NBVAL_IGNORE_OUTPUT"), "`check-1`"),
    ],
    rules.setup_cell_comes_first: [
        (remove("setup"), "first code cell"),
        (swap("setup", "result-a"), "first code cell"),
        (retag("setup", "setup"), "`hide-cell`"),
    ],
    rules.exercises_are_complete: [
        (remove(*(c.id for c in exercise(3))), "2 exercises"),
        (remove("solution-2"), "`check-2`"),
        (remove("check-2"), "`stub-2`"),
        (swap("check-2", "solution-2"), "`stub-2`"),
        (retag("solution-2", "solution"), "`hide-cell`"),
        (remove("stub-2"), "`solution-2`: belongs to no"),
        (rewrite("solution-2", "def add(x): ..."), "`add_2`"),
        (
            rewrite("solution-2", "def add_2(x):\n    return x + 2"),
            "`add_2` needs the decorator `@solution('small-add-2')`",
        ),
        (
            rewrite(
                "solution-2", "@solution('small-add-3')\ndef add_2(x): ..."
            ),
            "`add_2` needs the decorator `@solution('small-add-2')`",
        ),
        (
            rewrite(
                "solution-2",
                "def helper(): ...\n@solution('small-add-2')\ndef add_2(x): ...",
            ),
            "it hides nothing",
        ),
        (rewrite("stub-2", "def add(x): ..."), "`stub-2`"),
    ],
    rules.grading_blocks_are_complete: [
        (grade("stub-2", points=0), "grading.points"),
        (grade("stub-2", points="2"), "grading.points"),
        (grade("stub-2", id="small-add-1"), "grading.id"),
        (grade("stub-2", id=""), "grading.id"),
        (grade("stub-2", entry_point=""), "entry_point"),
        (lambda n: cell_of(n, "stub-2").metadata.pop("grading"), "`stub-2`"),
    ],
    rules.stubs_raise: [
        (rewrite("stub-2", "def add_2(x):\n    return None"), "`stub-2`"),
        (
            rewrite(
                "stub-2",
                "def add_2(x):\n    return x\n    raise NotImplementedError",
            ),
            "`stub-2`",
        ),
    ],
    rules.checks_assert: [
        (rewrite("check-2", "print(add_2(1) == 3)"), "`check-2`"),
        (rewrite("check-2", 'check("small-add-1", add_2)'), "`check-2`"),
        (rewrite("check-2", 'check("small-add-2", add_1)'), "`check-2`"),
    ],
    rules.exercise_texts_are_complete: [
        (
            rewrite(
                "exercise-1",
                EXERCISE_1.replace("### Exercise 1:", "### Exercise 4:"),
            ),
            "Exercise 1:",
        ),
        (
            rewrite("exercise-1", EXERCISE_1.replace("Difficulty", "Level")),
            "difficulty",
        ),
        (
            rewrite("exercise-1", EXERCISE_1.replace("Minutes", "Time")),
            "minutes",
        ),
        (grade("stub-1", points=7), "points (7)"),
        (rewrite("exercise-1", EXERCISE_1.replace("Hint", "More")), "hint"),
        (remove("exercise-1"), "lacks"),
    ],
    rules.opens_with_a_question: [
        (remove("title"), "title"),
        (rewrite("sources", "# Summary"), "exactly one"),
        (rewrite("title", "# Small"), "no question"),
    ],
    rules.has_all_sections: [
        (rewrite("sources", "#### Sources"), "## Sources"),
        (rewrite("sources", "```python\n## Sources\n```"), "## Sources"),
    ],
    rules.cells_are_short: [
        (rewrite("check-1", "assert True\n" * 51), "51 lines"),
    ],
    rules.path_and_depth: [
        (
            rewrite(
                "title", "# Small\n\nabout 1 minutes?" + " word $x y$" * 1801
            ),
            "path: 18",
        ),
        (
            rewrite("result-a", "print(1)\n" * 301),
            "305 visible lines of code; at most 1800 and 300",
        ),
        (
            rewrite("title", "# Small\n\nabout 51 minutes?" + " word" * 4000),
            f"its path takes 51 minutes, at most {rules.MOST_MINUTES}",
        ),
        (
            rewrite("pytorch", "### The same in PyTorch\n\n" + "word " * 801),
            "Going deeper: ",
        ),
        (
            rewrite("title", "# Small\n\nabout 3 minutes?"),
            "its path takes about 1 minutes",
        ),
        (remove("box"), "What you carry away"),
    ],
    rules.outputs_show_numbers: [
        (
            printed("result-a", "equal: True\n"),
            "`result-a`: prints True or False",
        ),
    ],
    rules.prose_is_broken_up: [
        (rewrite("sources", "word " * 351), "`sources`"),
        (
            append(text("more", "word " * 200), text("most", "word " * 200)),
            "`sources`",
        ),
    ],
    rules.fences_open: [
        (rewrite("sources", "```{dropdown} Why `x`?\nSo.\n```"), "Why `x`?"),
    ],
    rules.works_everywhere: [
        (rewrite("check-1", "open('/home/me/data.txt')"), "absolute"),
        (rewrite("check-1", "open('~/data.txt')"), "absolute"),
        (rewrite("check-1", r"open('C:\\data.txt')"), "absolute"),
        (rewrite("check-1", "get('https://example.org')"), "fetches"),
        (rewrite("check-1", "!pip install numpy"), "fetches"),
        (rewrite("check-1", "urlopen(address)"), "fetches"),
    ],
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_keeps_every_rule(good, rule):
    assert rule(good) == []


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        pytest.param(rule, *each, id=f"{rule.__name__}-{each[1]}")
        for rule, rows in BROKEN.items()
        for each in rows
    ],
)
def test_a_broken_notebook_goes_red(good, rule, change, says):
    change(good)
    assert says in "\n".join(rule(good))


def test_every_rule_was_seen_red():
    assert set(BROKEN) == set(rules.RULES)


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
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "small.ipynb"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 failed, 4 passed" in run.stdout, run.stdout
