"""More than attacks one thought of: files, replies, names and archives changed at random.

Whatever arrives ends as graded or needs-human, within its bounds, and honest marks stay as they
are. `make test` tries some hundreds, the same each time; `make fuzz` thousands of new ones. Each is
made from one number, which a failure names.
"""

import ast
import copy
import io
import json
import random
import time
import tracemalloc
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import replace

import classroom
import pytest
import stub_grader
from hypothesis import given, settings
from hypothesis import strategies as st

from book.reader.context import without_magics
from graded.compare import judge
from teaching.classes import feedback, marks
from teaching.classes.feedback import page
from teaching.classes.job import Job
from teaching.classes.marks import (
    MarkStatus,
    marks_in,
    marks_of,
    marks_table,
)
from teaching.classes.run import _chapter, _in_order, run
from teaching.classes.sheets import cell, csv_text, number, printable
from teaching.exports.canvas import canvas
from teaching.exports.moodle import moodle
from teaching.grading import answers, notebook, told
from teaching.grading import grade as grading
from teaching.grading.answers import answers_of, chapter_of
from teaching.grading.archives import collect
from teaching.grading.grade import grade
from teaching.grading.names import owners_of
from teaching.grading.notebook import (
    MOST_CODE,
    Cell,
    Unreadable,
    read_notebook,
)
from teaching.grading.results import clean
from teaching.jail import prisoner, sandbox

pytestmark = pytest.mark.seconds(25)

MORE = settings.default.max_examples // 100  # 1 in make test, 30 in make fuzz


# Each jail that need not import PyTorch saves two seconds.
EXAM = classroom.exam_without(*([] if MORE > 1 else ["share"]))
RIGHT = classroom.submission(
    scores_of=classroom.SCORES,
    mix=classroom.MIX,
    **({"share": classroom.SHARE} if MORE > 1 else {}),
)
FULL = sum(case["points"] for case in EXAM["small"]["cases"])
MOST_RESULT = 2**20  # bytes of one line of the log
MIB = 2**20
seeds = st.integers(0, 2**32 - 1)


def times(count):
    """So many examples in `make test`, the same each time, and more and new ones in `make fuzz`."""
    return settings(max_examples=count * MORE, derandomize=MORE == 1)


# What is changed, and how ------------------------------------------------------------------

JUNK = [
    *(None, True, False, 0, -1, 1.5, 10**30, 1e308, "", [], {}, [[]], [None]),
    *("\ud800", "\x00\x1b[31m", "x" * 5000, "＝1", "‮txt", "é" * 50, "%time"),
    *("id", "grading", ["exercise"], {"id": "small-mix"}, {"tags": "check"}),
]
CODE = [
    *("\n", "    ", "\t", ":", "(", ")", "[", "'", '"""', "\\", "#", "%", "!"),
    *("import os\n", "raise SystemExit\n", "yield\n", "del np\n", "np = 1\n"),
    *("return", "return 42\n", "return None\n", "lambda: 0", "async ", "= ="),
    *("\x00", "\ufeff", "é", "10**9", "while 1: pass\n", "1/0\n", "quit()\n"),
    *("class np: pass\n", "print('x' * 10**6)\n", "*", "-", "__import__"),
]


def places(value, path=()):
    """Yield the paths to all parts of a JSON value."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in inner:
        yield from places(each, (*path, key))


def changed_value(value, rng, junk=JUNK):
    """Return a JSON value with one part replaced, removed, doubled or moved."""
    value = copy.deepcopy(value)
    path = rng.choice(list(places(value)))
    if not path:
        return rng.choice(junk)
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    key = path[-1]
    how = rng.choice(
        ["replace", "replace", "remove", "double", "move", "text"]
    )
    if how == "text" and isinstance(parent[key], str):
        parent[key] = changed_text(parent[key], rng)
    elif how == "remove":
        del parent[key]
    elif how == "double" and isinstance(parent, list):
        parent.insert(rng.randrange(len(parent) + 1), parent[key])
    elif how == "move" and isinstance(parent, list):
        parent.insert(rng.randrange(len(parent)), parent.pop(key))
    else:
        parent[key] = copy.deepcopy(rng.choice(junk))
    return value


def changed_text(text, rng):
    """Return a text with a piece of code put in, or a piece cut out."""
    place = rng.randrange(len(text) + 1)
    if rng.random() < 0.6:
        return text[:place] + rng.choice(CODE) + text[place:]
    return text[:place] + text[place + rng.randrange(1, 9) :]


def changed_bytes(data, rng):
    """Return bytes with some of them flipped, cut out, doubled or replaced."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        start = rng.randrange(len(data) + 1)
        end = min(start + rng.choice([1, 2, 30, 3000]), len(data))
        data[start:end] = rng.choice(
            [
                b"",
                bytes(rng.randrange(256) for _ in range(end - start)),
                data[start:end] * 2,
                *(b"[" * 3000, b"9" * 5000, b"\x00", b"\xff\xfe", b"\\ud800"),
            ]
        )
    return bytes(data[: rng.choice([len(data)] * 5 + [len(data) // 2])])


def changed_notebook(rng):
    """Return a right submission, changed in a few places."""
    notebook = json.loads(RIGHT)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        notebook = changed_value(notebook, rng)
    text = json.dumps(notebook, ensure_ascii=rng.random() < 0.9)
    encoding = rng.choice(["utf-8"] * 8 + ["utf-16", "latin-1"])
    data = text.encode(
        encoding, "surrogatepass" if encoding != "latin-1" else "replace"
    )
    return changed_bytes(data, rng) if rng.random() < 0.4 else data


# Notebooks ---------------------------------------------------------------------------------


@times(300)
@given(seeds)
def test_any_notebook_is_read_or_said_to_be_unreadable(seed):
    data = changed_notebook(random.Random(seed))
    tracemalloc.start()
    try:
        submission = read_notebook(data)
        chapter = chapter_of(submission, EXAM)
        answers = answers_of(submission, EXAM[chapter]["cells"])
    except Unreadable as error:
        assert str(error)
        return
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < MIB + 40 * len(data)
    assert set(answers.states.values()) <= {"answered", "stub", "missing"}
    assert sum(len(source) for _, source in answers.run) <= 2 * MOST_CODE


LIMITS = replace(
    sandbox.Limits(),
    cell_seconds=2.0,
    call_seconds=1.0,
    total_seconds=12.0,
    restarts=3,
)


@pytest.mark.skipif(bool(sandbox.available()), reason="no jail here")
@times(4)
@given(seeds)
def test_any_notebook_is_graded_or_needs_a_human(seed):
    began = time.monotonic()
    result = grade(changed_notebook(random.Random(seed)), EXAM, limits=LIMITS)
    seconds = time.monotonic() - began
    assert result.status in ("graded", "needs-human")
    assert result.reason or result.status == "graded"
    assert 0 <= result.points <= result.max_points <= FULL
    assert len(json.dumps(result.as_data())) < MOST_RESULT
    # Not how quick it is, but that the budget ends it: starting and ending a jail comes on top.
    assert seconds < LIMITS.total_seconds + LIMITS.start_seconds


@pytest.mark.skipif(bool(sandbox.available()), reason="no jail here")
def test_what_arrives_beside_it_moves_no_honest_mark(tmp_path):
    """The same file before, between and after changed ones of others."""
    count = 2 * MORE
    handed_in = [("ada", "ada.ipynb", RIGHT)]
    for seed in range(count):
        evil = changed_notebook(random.Random(seed))
        handed_in.append((f"eve{seed}", "ada.ipynb", evil))
    handed_in.append(("zoe", "zoe.ipynb", RIGHT + b"\n"))
    job = Job(_grade_with_limits, EXAM)
    files = [stub_grader.handed(*each) for each in handed_in]
    run(files, tmp_path, job, jobs=2)
    marks = {mark.student: mark for mark in marks_in(tmp_path)}
    assert len(marks) == count + 2
    assert marks["ada"].points == marks["zoe"].points == FULL
    # A changed file may have lost all its answers.
    ends = {"graded", "needs-human", MarkStatus.UNTOUCHED}
    assert {mark.status for mark in marks.values()} <= ends


def _grade_with_limits(data, exam, unsafe=False, **budget):
    return grade(data, exam, unsafe, LIMITS)


# Replies -----------------------------------------------------------------------------------

TESTS = [test for case in EXAM["small"]["cases"] for test in case["tests"]]
REPLY_JUNK = [
    *JUNK,
    *(
        {"scalar": 10**400},
        {"scalar": 1e308},
        {"float": "nan"},
        {"other": "x"},
    ),
    *({"scalar": "y" * 20_000}, {"list": [{"scalar": "z"}] * 300}),
    {"list": [{"scalar": "w" * 20_000}, *[{"scalar": ""}] * 300]},
    {"tuple": [{"list": [{"scalar": 1}]}, {"list": []}]},
    {"array": "AAAA", "dtype": "int8", "shape": [3]},
    {"array": "", "dtype": "float64", "shape": [0, 2**26]},
    {"tensor": "AAAAAAAA8D8=", "dtype": "float64", "shape": []},
    {"dict": {"": {"scalar": None}}},
    {"error": {"type": "ValueError", "kinds": ["ValueError"], "message": ""}},
]


def changed_reply(rng, test):
    """Return a message that is a right reply, changed in a few places, and its number."""
    number = rng.randrange(1, 99)
    reply = {"id": number, "outcome": test["trials"][0]["expected"]}
    for _ in range(rng.randrange(1, 4)):
        reply = changed_value(reply, rng, REPLY_JUNK)
    data = json.dumps(reply).encode("ascii")
    return (changed_bytes(data, rng) if rng.random() < 0.2 else data), number


@times(300)
@given(seeds)
def test_any_reply_is_judged_or_ends_the_session(seed):
    rng = random.Random(seed)
    test = rng.choice(TESTS)
    data, number = changed_reply(rng, test)
    tracemalloc.start()
    try:
        outcome = prisoner._outcome(data, number)
        verdict = judge({**test, "trials": test["trials"][:1]}, [outcome])
    except prisoner.InvalidReply as error:
        assert str(error)
        return
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert bool(verdict.observed) is not verdict.passed
    assert len(verdict.observed) < 5000
    clean(verdict.observed).encode("utf-8")
    assert most < 8 * MIB + 40 * len(data)  # it is judged without growing


# Names and archives ------------------------------------------------------------------------

NAMES = [
    *("doejane_12345_67_hw.ipynb", "roeann_LATE_12346_68_hw-2.ipynb"),
    *("Jane Doe_1234_assignsubmission_file_/hw.ipynb", "hw.ipynb", "a.zip"),
    *("Ann Roe_1236_assignsubmission_file_hw.ipynb", "jane doe.ipynb"),
]
PIECES = [
    *(
        "_",
        "_12345_",
        "_1236_assignsubmission_file_",
        "_LATE",
        "/",
        "../",
        "\\",
    ),
    *("=1+1", ";=1", "@", "\n", "\t", "\x00", "\x1b[31m", "\ud800", "‮", "'"),
    *('"', "<script>", "{{7*7}}", ".zip", ".ipynb", "é", "９", "²", "a" * 120),
    *("C:", "._", "__MACOSX/", " ", "%", "-"),
]
GRADEBOOK = """\
Student,ID,SIS Login ID,Section,small
    Points Possible,,,,7
"Doe, Jane",12345,jdoe,A,3
"Roe, Ann",12346,aroe,A,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 1234,Jane Doe,jane@x.edu,3,7,-,
Participant 1236,Ann Roe,ann@x.edu,,7,-,
"""


def changed_name(rng):
    """Return the name of a file, with pieces of other names put in."""
    name = rng.choice(NAMES)
    for _ in range(rng.randrange(4)):
        place = rng.randrange(len(name) + 1)
        name = name[:place] + rng.choice(PIECES) + name[place:]
    return name


def changed_zip(rng, depth=0):
    """Return a zip of files with changed names, some zips themselves, perhaps damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    ) as archive:
        for _ in range(rng.randrange(5)):
            data = rng.choice([RIGHT, b"", b"x" * 999])
            if depth < 2 and rng.random() < 0.3:
                data = changed_zip(rng, depth + 1)
            name = changed_name(rng).encode("utf-8", "replace").decode()
            archive.writestr(zipfile.ZipInfo(name), data)
    data = out.getvalue()
    return changed_bytes(data, rng) if rng.random() < 0.5 else data


@pytest.fixture(scope="module")
def rosters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rosters")
    for name, text in (("canvas", GRADEBOOK), ("moodle", WORKSHEET)):
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.filterwarnings("ignore:Duplicate name")  # by zipfile, writing it
@times(100)
@given(seeds)
def test_any_archive_is_collected_or_refused(tmp_path_factory, seed):
    path = tmp_path_factory.getbasetemp() / "fuzzed.zip"
    path.write_bytes(changed_zip(random.Random(seed)))
    tracemalloc.start()
    try:
        handed_in = collect(path)
    except Unreadable as error:
        assert str(error)
        return
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 64 * MIB
    for each in handed_in:
        assert each.student
        assert each.file
        assert type(each.data) is bytes
        # What its student gets is said without an error: a chapter's marks, or a human's look.
        assert _chapter(each, EXAM) in (None, *EXAM)


@times(60)
@given(seeds)
def test_any_names_get_marks_sheets_and_pages(rosters, seed):
    """Whoever is called what: every sheet can be written, and no row gets another's mark."""
    rng = random.Random(seed)
    rows = []
    for _ in range(rng.randrange(1, 6)):
        name = changed_name(rng)
        owner, _ = owners_of([name])[name]
        rows.append((owner or "x", name, _any_result(rng)))
    honest = ("doejane_12345", "doejane_12345_1_hw.ipynb", _result(5))
    marks = marks_of(stub_grader.gradebook_of(honest, *rows))
    others = {row[0] for row in rows} - {honest[0]}
    csv_text(marks_table(marks)).encode("utf-8")
    for student in {mark.student for mark in marks}:
        own = [m for m in marks if m.student == student and m.counts]
        assert page(student, own, "https://example.org").encode("utf-8")
    rows, *_ = canvas(marks, rosters / "canvas")
    csv_text(rows).encode("utf-8")
    jane, ann = rows[2], rows[3]
    # Only who has a row's name, and no other number, writes into it, and only alone.
    letters = [
        "".join(filter(str.isalpha, unicodedata.normalize("NFKD", other)))
        for other in others
    ]
    if not _any_ends(letters, ("janedoe", "doejane", "jdoe")):
        (own,) = [m for m in marks if m.student == honest[0] and m.counts]
        assert jane[-1] == (number(own.points) or "3")  # what stood there
    if not _any_ends(letters, ("annroe", "roeann", "aroe")):
        assert ann[-1] == ""
    csv_text(moodle(marks, rosters / "moodle")[0]).encode("utf-8")


def _any_ends(texts, endings):
    return any(text.casefold().endswith(endings) for text in texts)


def _result(points):
    return stub_grader.result(points, chapter="small") | {
        "exercises": [stub_grader.exercise(points, 7)]
    }


def _any_result(rng):
    """Return a result: graded, or needing a human, or none yet."""
    reason = rng.choice(PIECES) + rng.choice(PIECES)
    return rng.choice(
        [
            None,
            _result(rng.randrange(8)),
            {**_result(0), "status": "needs-human", "reason": reason},
        ]
    )


def _text_cell(source):
    return answers._as_code(Cell("", "markdown", source))


def _mixed(source):
    """The names that a cell defines, where another was asked for."""
    run = answers.Answers([("cell 1", source)], {}, {"small-mix": ["cell 1"]})
    return grading._names_there("", EXAM["small"]["cases"][1], run)


def _version(text):
    return notebook._version(
        {"metadata": {"language_info": {"version": text}}}
    )


def _told(text):
    driver = "def driver(x):\n    raise ValueError(f'a{x}a{x}a{x}a{x}b')"
    return told._own_words(text, driver, raised=True)


# Function -> what it does with a text, and texts that are its patterns' worst: each is repeated.
PATTERNS = {
    "answers._defining": (
        lambda text: answers.defines(text.replace("\n", "") + " mix", "mix"),
        ["import mix_", "\t", "mix:", "async ", "mix"],
    ),
    "answers._is_check": (
        lambda text: answers._is_check(Cell("", "code", text), set()),
        ["\n", "check"],
    ),
    "answers._binds": (answers._binds, ["a", "a ", "\na", "async ", "def\n"]),
    "answers._as_code": (_text_cell, ["```", "```a\nb", "\n", "``` \n"]),
    "grade._modules": (
        lambda text: grading._modules(
            answers.Answers([("", text)], {}, {}), []
        ),
        ["torc", "nn_", "t"],
    ),
    "grade._names_there": (_mixed, ["def ", "def\n", "\nclass x", "d", "\n"]),
    "grade._may_define": (
        lambda text: grading._may_define(
            answers.Answers([("", text)], {}, {})
        ),
        ["%", "%a", "\t", "\n\t%", "exec", "exec ", "eval\t", "\nglobals"],
    ),
    "names._read_names": (
        lambda text: owners_of([f"{text}.ipynb", f"a/{text}", "c/d"]),
        ["_", "a_1", "a_1_2_", "a/", "_LATE", "1"],
    ),
    "names._names_of": (
        lambda text: owners_of([f"{text}/1", f"{text}1/b"]),
        ["_1_assignsubmission_", "_assignsubmission_a", "_1", "1", "a_1/"],
    ),
    "notebook._version": (_version, ["1", "1.", "."]),
    "feedback.page_name": (feedback.page_name, [" ", "-", "ß", "\u0301"]),
    "marks.name_and_number": (marks.name_and_number, ["_1", "1", "_", "\n"]),
    "run._in_order": (
        lambda text: list(_in_order([stub_grader.handed("a", text, b"")])),
        ["1", "a1", "_LATE_", "0"],
    ),
    "sheets.printable": (printable, ["\x1b", "\x1b[", "\x1b[0 ", "0", " "]),
    "sheets.cell": (cell, ["\t", "'", "\t'", ";", "=", "\n=", " ", "1", "1,"]),
    "told._own_words": (_told, ["a", "ab", "b"]),
    "context.without_magics": (
        without_magics,
        [
            "?",
            "a",
            "a?",
            ".",
            " ",
            "%",
            "a = ",
            "\t!",
            "?a",
            "%time ",
            "\n%time a",
        ],
    ),
}
# These see what we or the teacher have written, or only what is in the jail already.
OURS = {
    *("exam.seed_in", "feedback.chapter_name", "feedback.anchor"),
    *("canvas._columns", "moodle.moodle", "worker.defined_around"),
}


def test_every_pattern_that_sees_foreign_text_is_listed():
    using = set()
    for room in ("grading", "classes", "jail", "exports"):
        for path in (sandbox.ROOT / "teaching" / room).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            patterns = {"re"} | {
                node.targets[0].id
                for node in tree.body
                if isinstance(node, ast.Assign)
                and "re.compile" in ast.unparse(node.value)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and any(
                    isinstance(each, ast.Name) and each.id in patterns
                    for statement in node.body
                    for each in ast.walk(statement)
                ):
                    using.add(f"{path.stem}.{node.name}")
    within = {"run.age", "sheets._with_apostrophe"}
    elsewhere = {"told._own_words", "context.without_magics"}
    assert using - within - OURS == set(PATTERNS) - elsewhere
    assert using >= OURS | within


def _seconds(do, text):
    """Of this process's own work, the least of two times."""
    taken = []
    for _ in range(2):
        before = time.process_time()
        with suppress(RecursionError):
            do(text)
        taken.append(time.process_time() - before)
    return min(taken)


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_take_ten_times_as_long_for_ten_times_as_much(name):
    """And not a hundred times: two long names in a zip would stall a class for minutes."""
    do, pieces = PATTERNS[name]
    for piece in pieces:
        for end in ("", "x"):
            before = None
            for size in (1_000, 10_000, 100_000):
                seconds = _seconds(do, (piece * size)[:size] + end)
                assert not before or seconds < 40 * before + 0.2, repr(piece)
                before = seconds
