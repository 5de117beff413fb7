"""Every chapter keeps the rules of book/rules.py, and every rule can go red."""

import copy
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
import yaml
from book.setup_cell import setup_source
from oldest_versions import oldest_versions

from book import rules
from book.reader.chapters import (
    ROOT,
    chapter_paths,
    read_notebook,
    tags,
    tidy_file,
    tidy_notebook,
)
from book.reader.context import needed_statements

PATHS = chapter_paths(ROOT) if (ROOT / "_toc.yml").exists() else []
RULE_NAMES = {rule.__name__: rule for rule in rules.RULES}


# The chapters --------------------------------------------------------------------------------


def test_every_notebook_is_in_the_table_of_contents():
    on_disk = sorted(
        f"chapters/{path.name}" for path in (ROOT / "chapters").glob("*.ipynb")
    )
    assert on_disk == sorted(PATHS)
    assert PATHS


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_chapter_keeps_the_rule(path, rule):
    complaints = rule(read_notebook(ROOT, path))
    assert not complaints, f"{path}\n" + "\n".join(complaints)


def test_no_two_chapters_share_an_exercise_or_an_alternative_text():
    notebooks = [read_notebook(ROOT, path) for path in PATHS]
    identities = [
        stub.metadata.grading.id
        for book in notebooks
        for _, stub, _, _ in rules.exercises(book)
    ]
    texts = [
        rules.alt_text(cell)
        for book in notebooks
        for cell in rules.drawing_cells(book)
    ]
    assert len(set(identities)) == len(identities)
    assert len(set(texts)) == len(texts)


# The learner's side: without the solutions, every check must be red ---------------------------


def run_without_solutions(notebook):
    """Run stubs and checks as a learner meets them; gives check cell's id -> its error."""
    namespace, raised = {"__name__": "__main__"}, {}
    for cell in rules.code_cells(notebook):
        program = compile(rules.parse(cell), f"<cell {cell.id}>", "exec")
        if "exercise" in tags(cell):
            # A stub of a class names its parents: the chapter's statements it needs.
            exec(context_of(notebook, cell), namespace)
            exec(program, namespace)
        elif "check" in tags(cell):
            try:
                exec(program, namespace)
            except Exception as error:
                raised[cell.id] = error
            else:
                raised[cell.id] = None
    return raised


def context_of(notebook, cell):
    """The statements of the chapter that a cell's names need, as source."""
    others = [
        each.source
        for each in rules.code_cells(notebook)
        if not {"exercise", "solution", "check"} & set(tags(each))
    ]
    return needed_statements(others, cell.source)


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
    assert_checks_are_red(read_notebook(ROOT, path))


# A good notebook, and one broken in each way --------------------------------------------------

ALT = "A heat map of six rows: each word looks mostly at itself, and bank looks at river too."

EXERCISE_TEXT = """\
### Exercise {n}: add {n}

*Difficulty: easy. Minutes: 5. Points: {n}.*

Write a function that adds {n}.

```{{dropdown}} Hint
Use a plus sign.
```"""


def code(cell_id, source, *cell_tags, **metadata):
    """A code cell."""
    metadata = {"tags": list(cell_tags), **metadata}
    return nbformat.v4.new_code_cell(source, id=cell_id, metadata=metadata)


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
        code(
            f"solution-{n}",
            f"def {name}(x):\n    return x + {n}",
            "solution",
            "hide-cell",
        ),
        code(f"check-{n}", f"assert {name}(1) == {1 + n}", "check"),
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
            text("title", "# Small\n\nWhat does *bank* mean here?"),
            code("setup", setup_source(ROOT), "setup", "hide-cell"),
            *(
                code(f"result-{w}", "print(1)", "nbval-check-output")
                for w in "abcde"
            ),
            code("draw-helper", "def curve(ax):\n    ax.plot([1, 2])"),
            code(
                "picture",
                "fig, ax = plt.subplots()\ncurve(ax)",
                mystnb={"image": {"alt": ALT}},
            ),
            text("wrong", "## What goes wrong if we forget?\n\nMuch."),
            text("pytorch", "## The same in PyTorch\n\nYes."),
            text("exercises", "## Exercises\n\nThree."),
            *exercise(1),
            *exercise(2),
            *exercise(3),
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


def retag(cell_id, *cell_tags):
    """A change: a cell gets other tags."""
    return lambda notebook: cell_of(notebook, cell_id).metadata.update(
        tags=list(cell_tags)
    )


def rename(cell_id, new_id):
    """A change: a cell gets another id."""
    return lambda notebook: cell_of(notebook, cell_id).update(id=new_id)


def grade(cell_id, **values):
    """A change: the grading block gets other values."""
    return lambda notebook: cell_of(notebook, cell_id).metadata.grading.update(
        values
    )


def describe(alt):
    """A change: the picture gets another alternative text."""
    image = {"image": {"alt": alt}}
    return lambda notebook: cell_of(notebook, "picture").metadata.update(
        mystnb=image
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


def store_output(cell_id):
    """A change: a cell keeps what it printed."""
    output = nbformat.v4.new_output("stream", name="stdout", text="2\n")
    return lambda notebook: cell_of(notebook, cell_id).update(outputs=[output])


def count(cell_id, number):
    """A change: a cell gets another execution count."""
    return lambda notebook: cell_of(notebook, cell_id).update(
        execution_count=number
    )


EXERCISE_1 = EXERCISE_TEXT.format(n=1)
BROKEN = [
    # (rule, what is wrong, the change, what the complaint says)
    (
        "valid_format",
        "old format",
        lambda n: n.update(nbformat_minor=4),
        "older than 4.5",
    ),
    (
        "valid_format",
        "broken",
        lambda n: n.cells[0].update(cell_type="song"),
        "not a valid",
    ),
    (
        "python_kernel",
        "other",
        lambda n: n.metadata.kernelspec.update(name="conda"),
        "'conda'",
    ),
    ("python_kernel", "none", lambda n: n.metadata.pop("kernelspec"), "None"),
    ("readable_ids", "random", rename("title", "a1b2c3d4"), "`a1b2c3d4`"),
    (
        "readable_ids",
        "random words",
        rename("title", "abcdefab"),
        "`abcdefab`",
    ),
    (
        "readable_ids",
        "uuid",
        rename("title", "d3fa85f6-4571-abcd"),
        "lower-case words",
    ),
    ("readable_ids", "capitals", rename("title", "Title"), "lower-case words"),
    (
        "readable_ids",
        "underscore",
        rename("title", "the_title"),
        "lower-case words",
    ),
    ("readable_ids", "twice", rename("title", "wrong"), "two cells"),
    (
        "no_stored_outputs",
        "stored",
        store_output("check-1"),
        "`check-1`: stores an output",
    ),
    (
        "no_stored_outputs",
        "lost",
        lambda n: n.cells[2].update(outputs=[]),
        "stores no output",
    ),
    (
        "no_stored_outputs",
        "no count",
        count("result-a", None),
        "`result-a`: its execution count",
    ),
    (
        "no_stored_outputs",
        "count",
        count("check-1", 3),
        "`check-1`: has an execution count",
    ),
    (
        "no_stored_outputs",
        "unmarked",
        lambda n: n.cells[2].metadata.pop("keep_output"),
        "nbstripout would take",
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
        "setup_cell_is_the_template",
        "missing",
        remove("setup"),
        "first code cell",
    ),
    (
        "setup_cell_is_the_template",
        "second",
        swap("setup", "result-a"),
        "first code cell",
    ),
    (
        "setup_cell_is_the_template",
        "open",
        retag("setup", "setup"),
        "`hide-cell`",
    ),
    (
        "setup_cell_is_the_template",
        "other",
        rewrite("setup", "import os"),
        "make extract",
    ),
    (
        "figures_have_alt_text",
        "none",
        lambda n: cell_of(n, "picture").metadata.pop("mystnb"),
        "",
    ),
    (
        "figures_have_alt_text",
        "short",
        describe("A heat map."),
        "40 characters",
    ),
    (
        "figures_have_alt_text",
        "path",
        describe("_images/the heat map of chapter one.svg"),
        "",
    ),
    (
        "figures_have_alt_text",
        "long path",
        describe("_images/" + "very " * 9 + "a.svg"),
        "path",
    ),
    (
        "figures_have_alt_text",
        "helper",
        append(code("again", "curve(axes[0])")),
        "`again`",
    ),
    (
        "figures_have_alt_text",
        "method",
        append(code("again", "axes[0].plot([1])")),
        "`again`",
    ),
    (
        "figures_have_alt_text",
        "library",
        append(code("again", "draw_weights(w)")),
        "`again`",
    ),
    (
        "figures_have_alt_text",
        "copied",
        append(code("again", "plt.plot([1])", mystnb={"image": {"alt": ALT}})),
        "of `picture`",
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
        "`stub-2`",
    ),
    ("exercises_are_complete", "no check", remove("check-2"), "`solution-2`"),
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
        rewrite("sources", "### Sources"),
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
        code("style", "plt.rcParams['lines.linewidth'] = 2"),
        code("define", "def draw(ax):\n    ax.plot([1])"),
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
        text("ids", "Fine: chapter-01, facade-bead."),
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


def test_the_command_counts_the_complaints(good, tmp_path, capsys):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(
        "chapters:\n  - file: chapters/01_small\n"
    )
    nbformat.write(good, tmp_path / "chapters" / "01_small.ipynb")
    assert rules.main(tmp_path) == 0
    remove("result-a")(good)
    nbformat.write(good, tmp_path / "chapters" / "01_small.ipynb")
    assert rules.main(tmp_path) == 1
    assert "chapters/01_small.ipynb: 4 cells" in capsys.readouterr().out


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


# pre-commit ----------------------------------------------------------------------------------


def hook(name):
    """A hook's command line from .pre-commit-config.yaml."""
    config = yaml.safe_load(
        (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    )
    (found,) = [
        h for repo in config["repos"] for h in repo["hooks"] if h["id"] == name
    ]
    return [*found["entry"].split(), *found.get("args", [])]


def strip(path):
    """Run the nbstripout of the pre-commit hook on a notebook."""
    program, *arguments = hook("nbstripout")
    subprocess.run(
        [sys.executable, "-m", program, *arguments, str(path)], check=True
    )


needs_nbstripout = pytest.mark.skipif(
    not find_spec("nbstripout"),
    reason="nbstripout is not installed: pip install -e .[class]",
)


@needs_nbstripout
@pytest.mark.parametrize("path", PATHS)
def test_nbstripout_leaves_the_chapter_as_it_is(path, tmp_path):
    duplicate = Path(shutil.copy(ROOT / path, tmp_path))
    strip(duplicate)
    assert duplicate.read_bytes() == (ROOT / path).read_bytes()


def run_and_save(notebook):
    """The notebook as JupyterLab saves it after a run: outputs and counts everywhere."""
    ran = copy.deepcopy(notebook)
    ran.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    for number, cell in enumerate(rules.code_cells(ran), start=1):
        cell.execution_count = number
        cell.outputs = cell.outputs or [
            nbformat.v4.new_output("stream", text="noise\n")
        ]
    result = nbformat.v4.new_output(
        "execute_result", {"text/plain": "1"}, execution_count=3
    )
    cell_of(ran, "result-a").outputs = [result]
    return ran


@needs_nbstripout
def test_the_hooks_take_what_they_should_and_keep_the_rest(good, tmp_path):
    path = tmp_path / "small.ipynb"
    nbformat.write(run_and_save(good), path)
    strip(path)
    tidy_file(path, ROOT)
    stripped = nbformat.read(path, as_version=4)

    assert [
        complaint for rule in rules.RULES for complaint in rule(stripped)
    ] == []
    assert [cell.id for cell in stripped.cells] == [
        cell.id for cell in good.cells
    ]
    assert [cell.metadata for cell in stripped.cells] == [
        cell.metadata for cell in good.cells
    ]
    assert stripped.metadata == {
        **good.metadata,
        "language_info": {"name": "python"},
    }
    (result,) = cell_of(stripped, "result-a").outputs
    assert (result.data, result.execution_count) == ({"text/plain": "1"}, 1)

    once = path.read_bytes()
    strip(path)
    tidy_file(path, ROOT)
    assert path.read_bytes() == once


@needs_nbstripout
def test_nbstripout_takes_a_compared_output_without_its_mark(good, tmp_path):
    path = tmp_path / "small.ipynb"
    del cell_of(good, "result-a").metadata["keep_output"]
    nbformat.write(good, path)
    strip(path)
    assert cell_of(nbformat.read(path, as_version=4), "result-a").outputs == []
    assert tidy_notebook(good, setup_source(ROOT)) == [
        "result-a"
    ]  # tidying mends it


def test_nbval_compares_the_stored_outputs(good, tmp_path):
    """With the marks and counts of book/tidy.py a changed result is red, an equal one green."""
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


# Files that other programs read ----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        ".pre-commit-config.yaml",
        "CITATION.cff",
        *(
            f".github/workflows/{name}.yml"
            for name in ("tests", "pages", "links")
        ),
    ],
)
def test_yaml_is_well_formed(path):
    content = yaml.safe_load((ROOT / path).read_text("utf-8"))
    if "workflows" in path:
        assert content["permissions"] == {"contents": "read"}, (
            "the least that works by default"
        )
        for job in content["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(
                action.startswith("actions/") and "@v" in action
                for action in used
            )


def test_the_citation_and_the_package_have_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == project["version"]
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(
        "utf-8"
    )


def test_the_oldest_versions_are_the_lower_ends_of_the_ranges():
    text = '[project]\ndependencies = ["numpy>=2.1,<3", "torch>=2.5.1,<3", "matplotlib>=3.9,<4"]'
    assert oldest_versions(text) == ["numpy==2.1", "torch==2.5.1"]
    assert oldest_versions((ROOT / "pyproject.toml").read_text("utf-8"))
