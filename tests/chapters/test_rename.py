"""A renamed name is renamed everywhere that means it, and nowhere else."""

import json
import subprocess

import pytest

from book.rename import main
from tests.chapters.conftest import code, write_chapter

# File -> its text before and after `double` becomes `twice`; what is not ours is among it.
FILES = {
    "page.md": (
        "`double(x)`, `transformer_lib.first.double`, `x.double()`, double `doubled`\n"
        "```python\ndouble(2)\n```\n`make double`\n",
        "`twice(x)`, `transformer_lib.first.twice`, `x.double()`, double `doubled`\n"
        "```python\ntwice(2)\n```\n`make double`\n",
    ),
    "uses.py": (
        "from transformer_lib.first import double\n\n\n"
        "def local(double, x):\n    return double(x)\n\n\n"
        "def also_local(x):\n    double = x\n    return double(x)\n\n\n"
        'def ours(x):\n    """Calls `double`, not double."""\n'
        '    x = double(x).double()  # `double` it\n    return x, "double", f"double{x}"\n',
        "from transformer_lib.first import twice\n\n\n"
        "def local(double, x):\n    return double(x)\n\n\n"
        "def also_local(x):\n    double = x\n    return double(x)\n\n\n"
        'def ours(x):\n    """Calls `twice`, not double."""\n'
        '    x = twice(x).double()  # `twice` it\n    return x, "double", f"double{x}"\n',
    ),
    "whole.py": (
        "import transformer_lib\nfrom transformer_lib import first\n\n"
        "y = first.double(transformer_lib.double(2))\n"
        'z = "transformer_lib.first.double"\n'
        'PROGRAM = """\nfrom transformer_lib import double\n\ndouble(1)\n"""\n'
        'PART = """\n    return double({}), x.double(1)\n"""\n',
        "import transformer_lib\nfrom transformer_lib import first\n\n"
        "y = first.twice(transformer_lib.twice(2))\n"
        'z = "transformer_lib.first.twice"\n'
        'PROGRAM = """\nfrom transformer_lib import twice\n\ntwice(1)\n"""\n'
        'PART = """\n    return twice({}), x.double(1)\n"""\n',
    ),
    "answer.py": ("x = double(3)\n", "x = twice(3)\n"),
    "other.py": ("def double(x): ...\n\n\nx = double(3)\n",) * 2,
    "CHANGELOG.md": ("- `double` is new.\n",) * 2,
}


@pytest.fixture
def committed(book):
    """A small book under git, with other files that mention a name of it."""
    for name, (before, _) in FILES.items():
        (book / name).write_text(before)
    git(book, "init", "-q")
    commit(book)
    return book


def git(book, *arguments):
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *settings, *arguments], cwd=book, check=True)


def commit(book):
    git(book, "add", ".")
    git(book, "commit", "-qm", "The book")


def changed_files(book):
    run = ["git", "status", "--porcelain"]
    said = subprocess.run(run, cwd=book, capture_output=True, text=True).stdout
    return {line[3:] for line in said.splitlines()}


def test_a_name_is_renamed_everywhere(committed, capsys):
    assert main(["double", "twice"], committed) == 0
    for name, (_, after) in FILES.items():
        assert (committed / name).read_text() == after, name
    chapters = ["chapters/01_first.ipynb", "chapters/02_second.ipynb"]
    package = [
        f"transformer_lib/{m}.py" for m in ("__init__", "first", "second")
    ]
    by_hand = {name for name, (old, new) in FILES.items() if old != new}
    assert changed_files(committed) == {*by_hand, *chapters, *package}
    said = capsys.readouterr().out
    assert all(f"changed {name}\n" in said for name in (*by_hand, *chapters))
    second = (committed / "transformer_lib" / "second.py").read_text()
    assert "return twice(twice(values))" in second
    assert "from transformer_lib.first import twice" in second


def test_a_name_that_is_no_word_is_renamed_in_strings_too(committed):
    (committed / "use.js").write_text(
        "call('_as_array', _as_array, `_as_array`, `_as_array(1)`)"
    )
    (committed / "use.py").write_text('NAMES = ["_as_array"]\n')
    commit(committed)
    assert main(["_as_array", "_to_array"], committed) == 0
    assert (committed / "use.js").read_text() == (
        "call('_to_array', _as_array, `_to_array`, `_as_array(1)`)"
    )
    assert (committed / "use.py").read_text() == 'NAMES = ["_to_array"]\n'
    module = (committed / "transformer_lib" / "first.py").read_text()
    assert "_as_array" not in module and module.count("_to_array") == 2


def test_a_dry_run_changes_nothing(committed, capsys):
    assert main(["double", "twice", "--dry-run"], committed) == 0
    assert changed_files(committed) == set()
    assert "would change uses.py\n" in capsys.readouterr().out


def test_a_chapter_that_grows_a_name_is_renamed(committed):
    grown = "def double(values):\n    return [2 * each for each in values]"
    write_chapter(
        committed,
        "02_second",
        "second",
        code("own", "def own(): ...", "export"),
        code("grown", grown, "export", "grows"),
    )
    commit(committed)
    assert main(["double", "twice"], committed) == 0
    path = committed / "chapters" / "02_second.ipynb"
    cells = json.loads(path.read_text())["cells"]
    assert cells[-1]["source"][0] == "def twice(values):\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("nothing", "twice", "No chapter exports `nothing`"),
        ("double", "two-fold", "`two-fold` is no name"),
        ("double", "class", "`class` is no name"),
        ("double", "quadruple", "02_second.ipynb has a `quadruple` already"),
        ("double", "local", "uses.py has a `local` already"),
        ("double", "TWICE", "in capitals"),
        ("FACTOR", "factor", "in capitals"),
    ],
)
def test_what_cannot_be_is_refused(committed, capsys, old, new, complaint):
    assert main([old, new], committed) == 1
    assert complaint in capsys.readouterr().err
    assert changed_files(committed) == set()


def test_work_that_is_not_committed_is_refused(committed, capsys):
    (committed / "page.md").write_text("mine")
    assert main(["double", "twice"], committed) == 1
    assert "Commit them first" in capsys.readouterr().err
    assert (committed / "page.md").read_text() == "mine"
    assert main(["double", "twice", "--dry-run"], committed) == 0
