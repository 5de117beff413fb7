"""Grading one submission: the result's form, points, mistakes, notes."""

import json
import re
import resource

import numpy as np
import pytest

from graded.compare import judge
from graded.outcome import describe
from graded.values import pack
from teaching.authoring.exercise import exercises
from teaching.classes.exam import draw_chapter
from teaching.grading import grade as grading
from teaching.grading.grade import grade
from teaching.grading.results import clean, result_of
from teaching.grading.told import told
from teaching.jail import sandbox as jail
from teaching.jail.sandbox import Limits
from teaching.jail.session import SessionBroken
from tests.teaching.classroom import (
    MIX,
    SCORES,
    SHARE,
    WRONG_MIX,
    answered,
    cell,
    exam,
    notebook,
    submission,
)

pytestmark = [
    pytest.mark.seconds(20),
    pytest.mark.skipif(
        bool(jail.available()), reason=f"no jail: {jail.available()}"
    ),
]
EXAM = exam()


def by_id(result):
    return {each.id: each for each in result.exercises}


@pytest.fixture(scope="module")
def mixed():
    """One exercise right, one wrong in a known way, one not answered."""
    return grade(submission(scores_of=SCORES, mix=WRONG_MIX), EXAM)


def test_a_result_travels_as_data(mixed):
    assert result_of(json.loads(json.dumps(mixed.as_data()))) == mixed


def test_points(mixed):
    assert (mixed.status, mixed.chapter) == ("graded", "small")
    assert (mixed.points, mixed.max_points) == (2, 7)
    assert mixed.reason == ""
    points = {name: each.points for name, each in by_id(mixed).items()}
    assert points == {"small-scores_of": 2, "small-mix": 0, "small-share": 0}


def test_known_mistake_is_named_and_what_is_untouched(mixed):
    share = by_id(mixed)["small-share"]
    assert share.state == "stub"
    assert "as it was handed out" in share.note
    tests = by_id(mixed)["small-mix"].tests
    assert [t.mistake for t in tests] == ["this is columns"] * 2
    seen = "the answer: other values were expected"
    assert [t.observed for t in tests] == [seen] * 2


LEAK = """\
def mix(embeddings):
    raise type(f"E{abs(int(1e6 * embeddings[0, 0]))}", (ValueError,), {})(embeddings)
"""


@pytest.mark.parametrize("leak", ["raise", "return", "wrong"])
def test_a_result_holds_no_number_of_a_drawn_test(leak):
    """Whoever may hand in again would have collected all expected values."""
    mix = {
        "raise": LEAK,
        "return": "def mix(embeddings):\n    return str(embeddings.tolist())\n",
        "wrong": WRONG_MIX,
    }[leak]
    scores = "def scores_of(e, i):\n    return (e @ e[i])[:, None]\n"
    result = grade(submission(mix=mix, scores_of=scores), EXAM)
    answered_tests = [
        test
        for each in result.exercises
        if each.state == "answered"
        for test in each.tests
    ]
    assert [t.passed for t in answered_tests] == [False] * 4
    for test in answered_tests:
        assert test.observed
        assert not re.search(r"\d", test.observed), test.observed


TOLD = """\
def mix(embeddings):
    import graded.outcome

    said = str(embeddings.tolist())
    graded.outcome.describe = lambda error: {{
        "type": {kind!r}, "kinds": [{kind!r}], "message": said
    }}
    raise ValueError
"""


@pytest.mark.parametrize("kind", ["Told", "Timeout", "TooLarge", "Missing"])
def test_a_changed_worker_cannot_tell_the_inputs_as_the_harness(kind):
    """What the harness says is shown as it is; a worker could say that an input was its name."""
    result = grade(submission(mix=TOLD.format(kind=kind)), EXAM)
    mix = by_id(result)["small-mix"]
    assert mix.points == 0
    said = [mix.note, *(test.observed for test in mix.tests)]
    assert not re.search(r"\d", " ".join(said)), said
    forged = kind in ("Told", "Timeout")
    assert result.status == ("needs-human" if forged else "graded")


class Own(Exception):
    """An error that no book knows."""


DRIVER = """
def driver(answer, n):
    if n < 0:
        raise RuntimeError("write it by hand")
    sentence = f"n = {n} raises a ValueError"
    return {sentence: answer(n), f"the tokens of {n!r} by {n}": n, "the mask": n}
"""
MASK = np.eye(3, dtype=bool)


@pytest.mark.parametrize(
    ("expected", "got", "says"),
    [
        (1, KeyError("secret 7"), "it raised KeyError"),
        (1, KeyError("the mask"), "it raised KeyError"),  # nothing raises it
        (1, Own("x"), "it raised an error of its own"),
        (
            1,
            RuntimeError("write it by hand"),
            "it raised RuntimeError: write it by hand",
        ),
        (ValueError(), 7, "expected a ValueError; an answer came"),
        (ValueError(), KeyError(3), "expected a ValueError; KeyError came"),
        (
            {"n = -17 raises a ValueError": True},
            {"n = -17 raises a ValueError": False},
            "n = … raises a ValueError: it is not so",
        ),
        ({"the mask": MASK}, {"the mask": ~MASK}, "the mask: other values"),
        (
            {"the tokens of 'abc' by [('a', 'b')]": ["a", "ab"]},
            {"the tokens of 'abc' by [('a', 'b')]": ["a", "c"]},
            "the tokens of … by …: other values were expected",
        ),
        ({"17 of 4": 1}, {"17 of 4": 2}, "a part of the answer: other values"),
        ({"the mask": 1}, {}, "the mask is missing"),
        ([MASK], [~MASK], "the answer: other values were expected"),
        (np.ones((3, 4)), np.ones((4, 3)), "the answer: another shape"),
        ((1, 2, 3), (1, 2), "the answer: another shape was expected"),
        (MASK, np.eye(3) - 1, "the answer: booleans were expected"),
        (1.5, True, "the answer: numbers were expected"),
        ((1, 2), "1.5", "the answer: a tuple was expected"),
        (np.ones(3), "1.5", "the answer: an array was expected"),
    ],
)
def test_what_was_seen_is_told_by_its_kind_and_without_numbers(
    expected, got, says
):
    def outcome(of):
        if isinstance(of, Exception):
            return {"error": describe(of)}
        return {"value": pack(of)}

    trial = {"expected": outcome(expected), "mistakes": {}}
    test = {"names": [], "rtol": 0, "atol": 0, "trials": [trial]}
    test["driver"] = DRIVER
    verdict = judge(test, [outcome(got)])
    assert told(verdict, test).startswith(says)
    assert not re.search(r"\d", told(verdict, test))
    assert told(judge(test, [outcome(expected)]), test) == ""


HUGE = {
    "a number": ("return 2**28", "len([0] * int(got))"),
    "an array": (
        "import numpy\n    return numpy.ones(20_000)",
        "len(np.outer(got, got))",
    ),
    "a tensor": (
        "import numpy\n    return numpy.ones(20_000, dtype='float32')",
        "len(torch.outer(torch.from_numpy(got), torch.from_numpy(got)))",
    ),
}


@pytest.mark.parametrize("what", HUGE)
def test_what_comes_back_cannot_take_the_graders_memory(what):
    """A judge may compute with it; its machine must not end for that."""
    body, computed = HUGE[what]
    large = json.loads(json.dumps(EXAM))
    test, *_ = large["small"]["cases"][0]["tests"]
    large["small"]["cases"][0]["tests"] = [test]
    test["examiner"] = (
        "import numpy as np\nimport torch\n"
        "def examine(ask, *inputs):\n"
        "    got = ask(*inputs)\n"
        f"    return {computed}\n"
    )
    limit = resource.getrlimit(resource.RLIMIT_DATA)
    data = submission(scores_of=f"def scores_of(e, i):\n    {body}\n", mix=MIX)
    result = grade(data, large)
    assert (result.status, result.points) == ("graded", 4)
    (seen,) = by_id(result)["small-scores_of"].tests
    assert re.match("it raised (Memory|Runtime)Error", seen.observed)
    assert resource.getrlimit(resource.RLIMIT_DATA) == limit


def test_half_right_keeps_half():
    unstable = MIX.replace(
        "softmax(", "(lambda s: np.exp(s) / np.exp(s).sum(1, keepdims=True))("
    )
    result = grade(submission(mix=unstable), EXAM)
    assert [t.points for t in by_id(result)["small-mix"].tests] == [2, 0]


def test_answer_may_use_another_answer():
    mix = (
        "def mix(embeddings):\n"
        "    rows = [scores_of(embeddings, i) for i in range(len(embeddings))]\n"
        "    return softmax(np.array(rows)) @ embeddings\n"
    )
    result = grade(submission(scores_of=SCORES, mix=mix), EXAM)
    assert result.points == 6
    result = grade(submission(mix=mix), EXAM)
    assert "it raised NotImplementedError" in str(result)


def test_the_same_twice():
    data = submission(
        scores_of="def scores_of(e, i): return np.random.rand(5)"
    )
    assert grade(data, EXAM) == grade(data, EXAM)


def test_points_so_far_are_kept_when_the_session_breaks(monkeypatch):
    call = grading.Session.call

    def broken(self, entry_point, *rest):
        if entry_point == "mix":
            raise SessionBroken("it took more than 300 s in all")
        return call(self, entry_point, *rest)

    monkeypatch.setattr(grading.Session, "call", broken)
    data = submission(scores_of=SCORES, mix=MIX, share=SHARE)
    result = grade(data, EXAM)
    assert result.status == "needs-human"
    assert "300 s" in result.reason
    assert (result.points, result.max_points) == (2, 7)
    notes = [each.note for each in result.exercises]
    assert notes == ["", "it could not be run to its end", "it was not run"]


def test_exercise_that_hangs_twice_is_not_run_further(monkeypatch):
    three = json.loads(json.dumps(EXAM))
    case = three["small"]["cases"][0]
    case["tests"] = [
        {**case["tests"][0], "name": f"test {n}", "seconds": 0.3}
        for n in range(4)
    ]
    asked = []
    call = grading.Session.call

    def counted(self, *arguments):
        asked.append(arguments[0])
        return call(self, *arguments)

    monkeypatch.setattr(grading.Session, "call", counted)
    loop = "def scores_of(e, i):\n    while True: pass"
    result = grade(submission(scores_of=loop), three)
    assert asked == ["scores_of"] * 2
    observed = [t.observed for t in by_id(result)["small-scores_of"].tests]
    assert observed[:2] == ["no answer within 0.3 s"] * 2
    assert all("not run" in each for each in observed[2:])


def test_cell_that_failed_is_noted():
    result = grade(submission("1 / 0", mix=MIX), EXAM)
    assert result.points == 4
    assert result.notes == ["cell 15: it raised ZeroDivisionError"]


USES = SCORES.replace("[i]", "[i] * {}")
SCALED = "SCALE = 1\n" + SCORES.replace("[i]", "[i] * SCALE")


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("import pandas as pd\n" + SCALED, []),
        ("import pandas as pd\nt = pd.read_csv('a.csv')\n" + SCALED, []),
        ("from google.colab import drive\ndrive.mount('/x')\n" + SCALED, []),
        ("name = input('Your name? ')\n" + SCALED, []),
        ("rows = open('table.csv').read()\n" + SCALED, []),
        ("import subprocess as s\ns.run(['pip'], check=True)\n" + SCALED, []),
        ("import torch\n\n\n@torch.compile\n" + SCORES, []),
        ("%%writefile scores.py\n" + SCORES, ["from scores import scores_of"]),
        ("%time SCALE = 1\n" + USES.format("SCALE"), []),
        ("exec('SCALE = 1')\n" + USES.format("SCALE"), []),
        (SCALED, ["assert pandas.Series(scores_of(np.eye(2), 0)).sum() == 1"]),
    ],
)
def test_what_the_jail_lacks_costs_a_right_answer_nothing(answer, more):
    result = grade(submission(*more, scores_of=answer), EXAM)
    assert (result.status, result.points) == ("graded", 2)


NEWER = "def scores_of(e, i):\n    return <what Python 3.99 has>\n"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("import pandas as pd\n" + USES.format("pd.x"), "ModuleNotFoundError"),
        ("from pandas import *\n" + USES.format("x"), "ModuleNotFoundError"),
        ("x = float(input())\n" + USES.format("x"), "EOFError"),
        ("x = float(open('x').read())\n" + USES.format("x"), "FileNotFound"),
        (
            "x = open('x')\ny = x.read()\ndef f(): return y\n"
            + USES.format("f()"),
            "FileNotFoundError",
        ),
        ("x = [2]\nx[0] = open('x')\n" + USES.format("x[0]"), "FileNotFound"),
        (
            "x = [2]\nx.append(open('x'))\n" + USES.format("x[1]"),
            "FileNotFound",
        ),
        ("from numba import njit\n@njit\n" + SCORES, "ModuleNotFound"),
        ("while True: x = 1\n" + USES.format("x"), "ran longer"),
        ("x = 1 / 0\n" + USES.format("x"), "ZeroDivisionError"),
        ("x = = 1\n" + SCORES, "SyntaxError"),
        ("%%writefile scores.py\n" + SCORES, "begins with %%"),
        ("%run scores.py\nscores_of = scores_of", "(%run)"),
        ("%run tools.py\n" + USES.format("scale"), "(%run)"),
        ("%load_ext tools\n%scale 3\n" + USES.format("scale"), "(%scale)"),
        (
            "get_ipython().run_line_magic('run', 'tools.py')\n"
            + USES.format("scale"),
            "(get_ipython)",
        ),
        ('exec("scale = softmax(1)")\n' + USES.format("scale"), "(exec)"),
        (
            "exec('def scores_of(e, i):\\n return scale * e @ e[i]')",
            "(exec)",
        ),
        ("def scores_of(e, i):\n    import pandas", "ModuleNotFoundError"),
        ("def scores_of(e, i):\n    return e @ input()", "EOFError"),
    ],
)
def test_points_lost_outside_of_an_answer_are_for_a_human(answer, says):
    limits = Limits(cell_seconds=1)
    data = submission(scores_of=answer, mix=MIX)
    result = grade(data, EXAM, limits=limits)
    assert (result.status, result.points) == ("needs-human", 4)
    assert result.reason.startswith("scores_of: it ")
    assert says in result.reason
    assert by_id(result)["small-scores_of"].note in result.reason


@pytest.mark.parametrize(
    "answer",
    [
        "x = 1\ndef scores_of(e, i)\n    return 1\n",
        "def scores_of(e, i):\n    return (1\n",
        "import pandas as pd\n" + SCORES.replace("@", "*"),
        "import pandas as pd\npd.f()\ndef scores_of(e, i): return nothing",
        "%matplotlib inline\n%timeit 1\n" + USES.format("nothing"),
        "%run tools.py\n" + SCORES.replace("@", "*"),
        SCORES.replace("@", "*") + "\nassert scores_of(np.eye(2), 0)[1] == 0",
        "def scores_of(e, i):\n    return 1 / 0\n\nx = scores_of(1, 2)",
    ],
)
def test_points_lost_in_an_answer_are_lost(answer):
    result = grade(submission(scores_of=answer, mix=MIX), EXAM)
    assert (result.status, result.points) == ("graded", 4)


@pytest.mark.parametrize(
    ("version", "status"), [("3.99.1", "needs-human"), ("3.1.0", "graded")]
)
def test_what_a_newer_python_can_read_is_for_a_human(version, status):
    cells = answered(scores_of=NEWER)
    data = notebook(cells, language_info={"version": version})
    assert grade(data, EXAM).status == status


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("raise ValueError(said)", ""),
        ("os._exit(int(abs(x)) + 64)", "it ended Python"),
        ("os.kill(os.getpid(), 10)", "it crashed"),
        ("raise type('bytearray', (Exception,), {})(said)", "of its own"),
        ("os.write(int(replies), struct.pack('>Q', 7 * 10**18 + int(x)))", ""),
    ],
)
def test_an_end_tells_nothing_that_was_chosen(end, says):
    """A cell runs again after a crash; what it then says may be an input that it has seen."""
    cell = (
        "import json, os, struct\n"
        "words = open('/proc/self/cmdline').read().split('\\0')\n"
        "replies = json.loads(words[-2])['replies']\n"
        "def end(x, said):\n"
        f"    {end}\n"
    )
    mix = "def mix(e):\n    end(float(e[0, 0]), str(e.tolist()))\n"
    result = grade(submission(cell + "\nend(7.25, '7.25')", mix=mix), EXAM)
    shown = [result.reason, *result.notes]
    result = grade(submission(cell, mix=mix), EXAM)
    shown += [result.reason, *result.notes]
    shown += [t.observed for t in by_id(result)["small-mix"].tests]
    shown = re.sub(r"cell 15|\b2 tests", "", "; ".join(shown))
    assert says in shown
    assert not re.search(r"\d|USR|bytearray", shown), shown


def test_a_chapter_is_recognised_and_never_assumed():
    two = {"01_small": EXAM["small"], "02_same": EXAM["small"]}
    result = grade(submission(mix=MIX), two)
    assert (result.status, result.chapter) == ("needs-human", "")
    assert "may belong to 01_small or to 02_same" in result.reason


def test_clean_texts_can_be_written():
    dirty = {"a": ["\udcff", "x\x1b[0m", "é\n"], "b": 3, "c": None}
    assert clean(dirty) == {"a": ["?", "x�[0m", "é\n"], "b": 3, "c": None}


def test_an_exam_holds_what_is_handed_out_and_no_solution():
    drawn = draw_chapter("01_self_attention", 7)
    assert json.loads(json.dumps(drawn)) == drawn
    assert len(drawn["cases"]) == len(
        [c for c in drawn["cells"] if "exercise" in c["tags"]]
    )
    text = json.dumps(drawn)
    for each in exercises("01_self_attention"):
        assert json.dumps(each.reference)[1:-1] not in text
    assert draw_chapter("01_self_attention", 8) != drawn


def test_the_reference_gets_full_marks_in_the_jail():
    drawn = draw_chapter("01_self_attention", 7)
    cells = [
        cell(f"mine-{each.id}", each.reference)
        for each in exercises("01_self_attention")
    ]
    result = grade(notebook(cells), {"01_self_attention": drawn})
    assert result.points == result.max_points > 0, result
