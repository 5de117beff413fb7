"""The session: cells in order, limits, restarts, and messages that are checked."""

import base64
import json
import subprocess
import sys

import psutil
import pytest

from graded.examine import examined, here
from graded.values import pack, unpack
from teaching.jail import sandbox as jail
from teaching.jail.prisoner import InvalidReply, _outcome, _question
from teaching.jail.sandbox import MIB, Limits
from teaching.jail.session import Session, SessionBroken
from tests.teaching.classroom import CALL

pytestmark = [
    pytest.mark.seconds(30),
    pytest.mark.skipif(
        bool(jail.available()), reason=f"no jail: {jail.available()}"
    ),
]
QUICK = Limits(cell_seconds=1, call_seconds=1, restarts=3)


def run(cells, name="answer", *inputs, context=(), limits=QUICK, unsafe=False):
    """The outcome of one call, and the session after it."""
    with Session(
        cells, list(context), unsafe=unsafe, limits=limits
    ) as session:
        packed = [pack(each) for each in inputs]
        return session.call(name, CALL, packed, 5), session


def value(cells, *inputs, **more):
    outcome, _ = run(cells, "answer", *inputs, **more)
    assert "value" in outcome, outcome
    return unpack(outcome["value"])


BURN = """\
import time
def answer():
    begin = time.process_time()
    while time.process_time() - begin < 0.2:
        pass
    return 1
"""


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_machine_that_is_busy_makes_no_answer_late(unsafe):
    """Others take nine tenths of the processor that the answer needs for 0.2 seconds."""
    with Session([BURN, "def one(): return 1"], [], unsafe=unsafe) as session:
        assert session.call("one", CALL, [], 5) == {"value": {"scalar": 1}}
        session._worker._delayed()
        psutil.Process(session._worker._pid).cpu_affinity([0])
        spin = [sys.executable, "-c", "while True: pass"]
        others = [
            subprocess.Popen(spin, start_new_session=True) for _ in range(9)
        ]
        try:
            for each in others:
                psutil.Process(each.pid).cpu_affinity([0])
            outcome = session.call("answer", CALL, [], 1)
        finally:
            for each in others:
                each.kill()
                each.wait()
    assert outcome == {"value": {"scalar": 1}}


ONE = "def answer(): return 1"
SEVEN = "def answer(): return 7"
BASE = "def answer(): return base"


@pytest.mark.parametrize(
    ("cells", "context", "result", "trouble"),
    [
        # The last definition counts, if it can be run.
        ([ONE, SEVEN], [], 7, ""),
        ([ONE, "def answer(: return 2"], [], 1, "SyntaxError"),
        ([f"{ONE}\nassert answer() == 2"], [], 1, "AssertionError"),
        (["1 / 0\ndef answer(): return 2", ONE], [], 1, ""),
        # Of a cell that fails, in whatever way, the definitions do.
        ([f"1 / 0\nbase = 1\n{ONE}"], [], 1, "ZeroDivisionError"),
        ([f"while True: pass\n{ONE}"], [], 1, "ran longer"),
        ([f"import os; os._exit(1)\n{ONE}"], [], 1, "ended Python"),
        ([f"nowhere.mean()\n{ONE}"], [], 1, "NameError"),
        ([ONE, "1 / 0\ndef answer(): return 2"], [], 1, "ZeroDivisionError"),
        ([ONE, "def f(x=[0 for _ in iter(int, 1)]): 0"], [], 1, "ran longer"),
        (["1 / 0\nbase = 3\nbase = 4\n" + BASE], [], 4, "ZeroDivisionError"),
        # What failed may have been there at home: then the cell goes on.
        ([ONE, f"import nowhere\n{SEVEN}"], [], 7, "ModuleNotFoundError"),
        (
            ["base = 1", f"import nowhere\nnowhere.f()\nbase = 3\n{BASE}"],
            [],
            3,
            "ModuleNotFoundError",
        ),
        (["base = 1", f"input()\nbase = 3\n{BASE}"], [], 3, "EOFError"),
        # As in a notebook: a file that another cell imports; what is from the future.
        (
            ["%%writefile mine.py\nmine = 7", "from mine import mine", SEVEN],
            [],
            7,
            "",
        ),
        (
            [
                "from __future__ import annotations",
                "def answer(x: nothing = 7): return x",
            ],
            [],
            7,
            "",
        ),
        # Magics do no harm; a cell in another language is passed over.
        ([f"%matplotlib inline\nfiles = !ls\nprint?\n{SEVEN}"], [], 7, ""),
        ([f"%%timeit -n 1 -r 1\n{SEVEN}"], [], 7, ""),
        ([SEVEN, "%%bash\ndef answer(): return 8"], [], 7, ""),
        (["def answer():\n    return (7\n% 4)"], [], 3, ""),
        (
            ["\n%%time\n    x = 7\n    def answer():\n        return x"],
            [],
            7,
            "",
        ),
        # What is needed of the chapter is there, but the own cell is stronger.
        ([f"%%timeit\n{BASE}"], ["base = 40"], 40, ""),
        (["base = 1", BASE], ["base = 40"], 1, ""),
        ([BASE], ["base = 40", "open('/not-here')", "base += 1"], 41, ""),
        # A statement of the chapter that fails or hangs is passed over.
        ([BASE, "print(m)"], ["m = open('/no')", "base = 5"], 5, "NameError"),
        (
            [BASE, "print(m)"],
            ["import time", "m = time.sleep(60)", "base = 5"],
            5,
            "NameError",
        ),
    ],
)
def test_what_cells_define(cells, context, result, trouble):
    outcome, session = run(cells, context=context)
    assert outcome == {"value": {"scalar": result}}
    assert trouble in session.cells[-1].trouble
    assert trouble or not session.cells[-1].trouble


def test_context_is_what_the_cells_need_and_no_more():
    cells = ["def answer(): return globals()['os']"]
    with pytest.raises(AssertionError, match="os"):
        value(cells, context=["import os"])


def test_missing_says_which_cell_failed_and_why():
    outcome, _ = run(["x = 1", "def answer(): return (1"])
    assert outcome["error"]["type"] == "Missing"
    message = outcome["error"]["message"]
    assert "answer is not defined (cell 2: it raised SyntaxError)" in message


def test_call_that_hangs_does_not_spoil_the_next():
    cells = ["def answer(n):\n    while n: pass\n    return 7"]
    with Session(cells, [], limits=QUICK) as session:
        late = session.call("answer", CALL, [pack(1)], 0.5)
        good = session.call("answer", CALL, [pack(0)], 0.5)
    assert late["error"]["type"] == "Timeout"
    assert good == {"value": {"scalar": 7}}


def test_crash_by_another_is_tried_again():
    """A worker that ended between two calls is not the second one's fault."""
    cells = ["import os\ndef other(): os._exit(1)\ndef answer(): return 7"]
    with Session(cells, [], limits=QUICK) as session:
        assert session.call("answer", CALL, [], 2) == {"value": {"scalar": 7}}
        session._worker._process.kill()
        session._worker._process.wait()
        assert session.call("answer", CALL, [], 2) == {"value": {"scalar": 7}}
        crash = session.call("other", CALL, [], 2)
    assert crash["error"]["type"] == "Crash"


def test_restarts_have_an_end():
    cells = ["import os\ndef answer(): os._exit(1)"]
    with Session(cells, [], limits=QUICK) as session:
        for _ in range(2):
            session.call("answer", CALL, [], 2)
        with pytest.raises(SessionBroken, match="again 3 times"):
            session.call("answer", CALL, [], 2)


def test_all_together_has_an_end():
    limits = Limits(total_seconds=2, cell_seconds=1)
    cells = ["def answer(): return 1"] + ["while True: pass"] * 5
    with (
        Session(cells, [], limits=limits) as session,
        pytest.raises(SessionBroken, match="more than 2 s in all"),
    ):
        session.call("answer", CALL, [], 2)


def test_inputs_larger_than_a_pipe_arrive():
    text = "x" * 3_000_000
    assert value(["def answer(text): return len(text)"], text) == 3_000_000


def test_random_answers_are_repeatable():
    cells = [
        "import random, numpy\n"
        "def answer(): return [random.random(), numpy.random.rand()]"
    ]
    with Session(cells, []) as session:
        calls = [session.call("answer", CALL, [], 5) for _ in range(2)]
    assert calls[0] == calls[1]


@pytest.mark.parametrize(
    "body",
    [
        "import inspect; return inspect.getsource(answer)[:10] == 'def answer'",
        "import pickle; return type(pickle.loads(pickle.dumps(P(1)))) is P",
        "open('mine.txt', 'w').write('x'); return open('mine.txt').read() == 'x'",
        "import getpass; return getpass.getuser() == 'student'",
        "import subprocess; return subprocess.run(['true']).returncode == 0",
        "return __name__ == '__main__'",
        "print('x'); import sys; print('y', file=sys.stderr); return True",
        "return get_ipython().run_line_magic('time', '1') is not 1",
        "import threading; threading.Thread(target=print).start(); return True",
    ],
)
def test_what_a_notebook_may_do(body):
    start = (
        "import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\n"
    )
    lines = body.replace("; ", "\n    ")
    assert value([f"{start}def answer():\n    {lines}"]) is True


def test_library_of_the_book_is_there():
    cells = [
        "from transformer_lib import softmax\n"
        "import transformer_lib as t\n"
        "def answer(): return t.__file__"
    ]
    with Session(cells, [], modules=["torch"]) as session:
        outcome = session.call("answer", CALL, [], 5)
    assert outcome["value"]["scalar"].startswith("/jail/transformer_lib/")


def test_unsafe_has_the_same_limits_and_ends_what_was_started():
    cells = [
        "import subprocess, os\n"
        "def answer(n):\n"
        "    subprocess.Popen(['sleep', '86398.5'])\n"
        "    return len(bytes(n))"
    ]
    limits = Limits(memory=1024 * MIB)
    with Session(cells, [], unsafe=True, limits=limits) as session:
        assert session.call("answer", CALL, [pack(5)], 5)["value"]
        much = session.call("answer", CALL, [pack(3 * 10**9)], 5)
    assert much["error"]["type"] == "MemoryError"
    running = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"])]
    assert ["sleep", "86398.5"] not in running


DRIVER = "def driver(answer, oracle, n):\n    return answer(oracle, n)\n"
EXAMINER = """
class Cut(BaseException):
    pass


def examine(ask, n):
    seen = []

    def oracle(x):
        seen.append(x)
        if len(seen) == 5:
            raise Cut
        return 2 * x

    found = [ask(n, oracle=oracle)]
    try:
        ask(n, oracle=oracle)
    except Cut:
        found.append("cut")
    seen.clear()
    return [*found, ask(1, oracle=oracle, fresh=True)]
"""
REMEMBERS = """
memory = []


def answer(oracle, n):
    memory.append(n)
    try:
        return [len(memory), *[oracle(k) for k in range(n)]]
    except BaseException:
        return "caught"
"""


def test_an_examiner_asks_and_is_asked():
    names = {}
    exec(REMEMBERS, names)
    as_it_is = examined(EXAMINER, [pack(3)], here(names["answer"], DRIVER))
    # No other process is at hand: the answer remembers both earlier calls.
    assert unpack(as_it_is["value"]) == [[1, 0, 2, 4], "cut", [3, 0]]
    limits = Limits(restarts=0)  # what the examiner asks for counts as none
    with Session([REMEMBERS], [], limits=limits) as session:
        for _ in range(2):
            calls = session.calls("answer", DRIVER, 5)
            found = examined(EXAMINER, [pack(3)], calls)
            assert unpack(found["value"])[1:] == ["cut", [1, 0]]


def test_what_an_examiner_cannot_use_is_an_error_of_the_answer():
    source = "def examine(ask):\n    return ask()['x'] + 1\n"
    for value, kind in [({"x": "a"}, "TypeError"), ({}, "KeyError")]:
        found = examined(source, [], here(lambda value=value: value, CALL))
        assert found["error"]["type"] == kind
    assert examined(source, [], here(lambda: {"x": 1}, CALL)) == {
        "value": pack(2)
    }


def test_a_session_that_has_ended_ends_the_examination():
    source = "def examine(ask):\n    return [ask(), ask()]\n"
    limits = Limits(restarts=0)
    cells = ["import os\ndef answer():\n    os._exit(1)"]
    with (
        Session(cells, [], limits=limits) as session,
        pytest.raises(SessionBroken, match="started again"),
    ):
        examined(source, [], session.calls("answer", CALL, 5))


@pytest.mark.parametrize(
    "question",
    [
        7,
        {"scalar": 1},
        {"list": [7]},
        {"tensor": "x", "dtype": "f", "shape": 1},
    ],
)
def test_questions_of_others_are_refused(question):
    message = json.dumps({"id": 3, "question": question}).encode()
    with pytest.raises(InvalidReply, match="question"):
        _question(message, 3)
    more = {"id": 3, "question": pack([1]), "outcome": {"value": pack(1)}}
    with pytest.raises(InvalidReply, match="question"):
        _question(json.dumps(more).encode(), 3)
    assert _question(b'{"id": 3, "outcome": {}}', 3) is None


ERROR = {"type": "ValueError", "kinds": ["ValueError"], "message": "no"}


def test_messages_of_the_worker_are_accepted():
    for outcome in ({"value": {"scalar": 1}}, {"error": ERROR}):
        data = json.dumps({"id": 3, "outcome": outcome}).encode()
        assert _outcome(data, 3) == outcome


def reply(**error):
    return json.dumps({"id": 3, "outcome": {"error": {**ERROR, **error}}})


@pytest.mark.parametrize(
    "message",
    [
        *("", "7", "null", "[]", "{}", '{"id": 3}'),
        '{"id": 4, "outcome": {"value": {"scalar": 1}}}',
        '{"id": "3", "outcome": {"value": {"scalar": 1}}}',
        '{"id": true, "outcome": {"value": {"scalar": 1}}}',
        '{"id": 3, "outcome": {"value": {"scalar": NaN}}}',
        '{"id": 3, "outcome": {"value": {"scalar": 1}}, "points": 9}',
        '{"id": 3, "outcome": {"value": 1}}',
        '{"id": 3, "outcome": {"value": {"scalar": 1}, "passed": true}}',
        '{"id": 3, "outcome": {"passed": true}}',
        '{"id": 3, "outcome": {}}',
        *(reply(more=1), reply(type=1), reply(kinds=[1]), reply(kinds="x")),
        *(reply(message="x" * 2001), reply(kinds=["x"] * 21)),
        json.dumps({"id": 3, "outcome": {"error": {"type": "ValueError"}}}),
        base64.b64encode(b"cos\nsystem\n").decode(),
        '{"id": 3, "outcome": {"value": {"scalar": "é"}}}',
        "[" * 100_000,
    ],
)
def test_messages_of_others_are_refused(message):
    with pytest.raises(InvalidReply):
        _outcome(message.encode(), 3)


GROWING = {
    "a long text beside 700 short ones": (
        b'{"list": [{"scalar": "'
        + b"x" * 900_000
        + b'"}'
        + b', {"scalar": "a"}' * 700
        + b"]}"
    ),
    "a text": b'{"scalar": "' + b"x" * 2**20 + b'"}',
    "empty lists": b'{"list": [' + b'{"list":[]},' * 80_000 + b'{"list":[]}]}',
    "numbers": b'{"list": [' + b'{"scalar":1},' * 75_000 + b'{"scalar":1}]}',
    "no value": b'{"list": [' + b"[]," * 300_000 + b"[]]}",
    "a tensor": b'{"tensor": "", "dtype": "int8", "shape": [0, 67108864]}',
}


@pytest.mark.parametrize("reply", GROWING)
def test_reply_is_judged_without_growing(reply):
    """In a process of its own, whose peak is that of this one reply."""
    program = (
        "import sys\n"
        "from graded.compare import judge\n"
        "from graded.values import pack\n"
        "from teaching.jail.prisoner import _outcome\n"
        "def peak():\n"
        "    fields = open('/proc/self/status').read().split()\n"
        "    return int(fields[fields.index('VmHWM:') + 1]) / 1024\n"
        "trial = {'expected': {'value': pack([1.5] * 5)}, 'mistakes': {}}\n"
        "test = {'names': [], 'rtol': 0, 'atol': 0, 'trials': [trial]}\n"
        "value = sys.stdin.buffer.read()\n"
        'data = b\'{"id": 3, "outcome": {"value": \' + value + b\'}}\'\n'
        "judge(test, [{'value': pack(None)}])\n"
        "before = peak()\n"
        "verdict = judge(test, [_outcome(data, 3)])\n"
        "assert not verdict.passed\n"
        "print(peak() - before, 'torch' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=GROWING[reply],
        env={"PYTHONPATH": str(jail.ROOT)},
        capture_output=True,
        check=True,
    )
    grown, torch = done.stdout.split()
    assert float(grown) < 40  # MiB, of a reply of one
    assert torch == b"False"  # which would take more than 100


def test_a_worker_that_answers_all_the_time_is_watched():
    cell = (
        "import os, time\n"
        "def answer():\n"
        "    if os.fork() == 0:\n"
        "        memory = b'x' * (60 * 2**20); time.sleep(60)\n"
        "    time.sleep(0.15)"
    )
    limits = Limits(resident=400 * MIB)
    with Session([cell], [], limits=limits) as session:
        for _ in range(14):
            session.call("answer", CALL, [], 5)
        assert session._starts > 1  # it was ended, and tried once more
