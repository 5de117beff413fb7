"""What a chapter offers to a cell: magics taken away, names found, statements chosen."""

import pytest

from book.reader.context import global_names, needed_statements, without_magics

CELLS = [
    "%matplotlib inline\nimport math",
    "def double(x):\n    return _twice(x)\n\n\nunused = double(2)",
    "def _twice(x):\n    return factor * x\n\n\nfactor = 2",
    "this is no Python",
    "%%bash\nfactor = 3",
    "factor = 5\nwide = [math.pi for _ in range(3)]",
]


def run(code, cells=CELLS):
    names = {}
    exec(needed_statements(cells, code), names)
    exec(code, names)
    return names


def test_a_cell_gets_what_it_names_and_no_more():
    chosen = needed_statements(CELLS, "print(wide)")
    assert chosen == "import math\nwide = [math.pi for _ in range(3)]"


def test_a_function_finds_what_is_defined_after_it():
    # Called when all cells have run, as in the notebook: the factor is 5.
    assert run("answer = double(1)")["answer"] == 5


def test_a_statement_finds_what_was_bound_before_it():
    cells = ["a = 1", "b = a", "a = 2"]
    names = run("answer = b", cells)
    assert names["answer"] == 1
    assert needed_statements(cells, "answer = b") == "a = 1\nb = a"


def test_a_name_that_is_bound_step_by_step():
    cells = ["x = 1", "x += 1", "for y in range(3):\n    x += y"]
    assert run("answer = x", cells)["answer"] == 5


def test_what_the_code_binds_itself_wins():
    assert run("factor = 7\nanswer = double(1)")["answer"] == 7


def test_nothing_is_needed():
    assert needed_statements(CELLS, "def f(math, n):\n    return n") == ""


def test_a_name_that_no_cell_binds_is_left_to_python():
    assert needed_statements(CELLS, "nowhere + len([])") == ""


@pytest.mark.parametrize(
    ("source", "bound", "used"),
    [
        ("import os.path as p, sys", {"p", "sys"}, set()),
        ("def f(a=b):\n    c = a\n    return c + d", {"f"}, {"b", "d"}),
        ("class A(B):\n    x = y\n    def m(self):\n        return z",
         {"A"}, {"B", "y", "z"}),
        ("def f():\n    global g\n    g = h", {"f", "g"}, {"h"}),
        ("rows = [cell for cell in cells]", {"rows"}, {"cells"}),
        ("rows = {a: {b} for a in x for b in a}", {"rows"}, {"x"}),
        ("@wrap\ndef f(): return sum(f)", {"f"}, {"wrap", "f"}),
        ("for a, b in pairs: print(a)", {"a", "b"}, {"pairs", "a"}),
    ],
)  # fmt: skip
def test_names(source, bound, used):
    assert global_names(source) == (bound, used)


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1", "x = 1"),
        ("%timeit x = f()\ny = 2", "pass\ny = 2"),
        # IPython runs it where the cell stands, and keeps its names.
        ("%time x = f()\ny = 2", "x = f()\ny = 2"),
        ("if x:\n    %time  y = 2", "if x:\n    y = 2"),
        ("%time\ny = 2", "pass\ny = 2"),
        ("%time !ls\ny = 2", "pass\ny = 2"),
        ("%time x = = 1\ny = 2", "pass\ny = 2"),
        ("if x:\n    !ls", "if x:\n    pass"),
        ("files = !ls\ny = 2", "files = None\ny = 2"),
        ("softmax?\n?softmax\nnp.exp??\ny = 2", "pass\npass\npass\ny = 2"),
        ("%%time\nx = 1", "x = 1"),
        ("\n%%capture out\n%pwd\nx = 1", "pass\nx = 1"),
        ("%%html\n<b>", ""),
        # An operator at the start of a line is none of IPython's.
        ("x = (\n    7\n    % 4\n)", "x = (\n    7\n    % 4\n)"),
        ('text = """\n%d\n"""', 'text = """\n%d\n"""'),
    ],
)
def test_magics_are_taken_away(source, python):
    assert without_magics(source) == python
