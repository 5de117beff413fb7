"""Hostile code: cells that hang, kill, flood, read, write, forge and lie.

Where an attack would gain something (a file read, a host reached), its answer is right if it
succeeds and wrong if not: a hole in the jail shows as points.
"""

from dataclasses import dataclass

from teaching.jail.calls import number_of
from tests.teaching.classroom import MIX, SCORES, SHARE, WRONG_MIX, submission

# Points; share, which needs PyTorch, is left unanswered.
FULL, SCORES_LOST, MIX_LOST = 6, 4, 2


@dataclass(frozen=True)
class Attack:
    """A file, the status and points that it must get, and a pattern of what must be said."""

    name: str
    data: bytes
    status: str
    points: int
    says: str = ""


HEAD = "def scores_of(embeddings, i):\n"
RIGHT = "    return embeddings @ embeddings[i]\n"


def in_call(name, body, says="", points=SCORES_LOST, status="graded", top=""):
    """An attack in the body of scores_of, beside an honest mix."""
    body = "".join(f"    {line}\n" for line in body.splitlines())
    return Attack(
        name,
        submission(scores_of=top + HEAD + body, mix=MIX),
        status,
        points,
        says,
    )


def in_cell(name, cell, says="", points=FULL, status="graded", **answers):
    """An attack in a further cell, which runs after honest answers."""
    answers = {"scores_of": SCORES, "mix": MIX, **answers}
    return Attack(name, submission(cell, **answers), status, points, says)


def if_found(name, search):
    """An attack that answers rightly if its ``search()`` has success."""
    return in_call(
        name,
        "return embeddings @ embeddings[i] if search() else None",
        "expected",
        top=search,
    )


DEAF = """\
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""

HANG_AND_KILL = [
    in_call("endless loop in a call", "while True: pass", "no answer within"),
    in_cell("endless loop in a cell", "while True: pass", "longer than"),
    in_call(
        "endless loop in the answer's own cell",
        RIGHT.strip(),
        "cell 7: it ran longer than",
        points=FULL,
        top="while True: pass\n",
    ),
    in_call("loop deaf to signals", DEAF, "no answer within"),
    in_call(
        "sleeps forever", "import time; time.sleep(1e6)", "no answer within"
    ),
    in_call(
        "answers too late",
        "import time; time.sleep(9)\nreturn embeddings @ embeddings[i]",
        "no answer within",
    ),
    in_call("sys.exit in a call", "import sys; sys.exit(0)", "SystemExit"),
    in_cell("sys.exit in a cell", "import sys; sys.exit(0)", "SystemExit"),
    in_call(
        "os._exit early, in its cell",
        "return embeddings @ embeddings[i]",
        "cell 7: it ended Python",
        points=FULL,
        top="import os; os._exit(0)\n",
    ),
    in_call("os._exit in a call", "import os; os._exit(0)", "ended Python"),
    in_call(
        "os._exit late, by a thread",
        "import os, threading, time\n"
        "threading.Timer(0.2, os._exit, [0]).start()\n"
        "time.sleep(1)\n"
        "return embeddings @ embeddings[i]",
        "ended Python",
    ),
    in_cell(
        "os._exit at the very end",
        "import atexit, os; atexit.register(os._exit, 3)",
    ),
    in_call(
        "null pointer", "import ctypes; ctypes.string_at(0)", "it crashed"
    ),
    in_call(
        "kills itself", "import os; os.kill(os.getpid(), 9)", "it crashed"
    ),
    in_call(
        "kills everything",
        "import os; os.kill(-1, 9)",
        "crashed|ended|[Ee]rror",
    ),
    in_call(
        "kills its parent",
        "import os; os.kill(os.getppid(), 9); return 1",
        "crashed|ended|[Ee]rror|expected",
    ),
    in_call("deep recursion", "return scores_of(embeddings, i)", "Recurs"),
    in_call(
        "deeper recursion",
        "sys.setrecursionlimit(2**31 - 1)\n"
        "return max([embeddings], key=lambda e: scores_of(e, i))",
        "crashed|MemoryError|RecursionError",
        top="import sys\n",
    ),
    in_call(
        "input()", "return input('points? ')", "EOFError", status="needs-human"
    ),
    in_call("syntax error", "return return", "SyntaxError"),
    in_call("null bytes", "return 1 \x00", "SyntaxError|ValueError"),
    in_call(
        "a parser bomb", "return " + "(" * 5000 + ")" * 5000, "not defined"
    ),
]

FLOOD = """\
import os
def flood():
    "Half a gigabyte to everything that looks like an output."
    line = b"x" * 2**20
    for _ in range(250):
        os.write(1, line)
        os.write(2, line)
    print("y" * 2**20)
"""
FILL = """\
import os
def fill(folder):
    "Write up to 300 MB; give how much was possible."
    written = 0
    for number in range(60):
        try:
            with open(os.path.join(folder, f"fill-{number}"), "wb") as file:
                for _ in range(5):
                    written += file.write(b"x" * 2**20)
                    file.flush()
        except OSError:
            break
    return written
FOLDERS = ["/", "/tmp", "/dev", "/dev/shm", "/run", "/var/tmp", "/jail",
           os.path.expanduser("~"), "."]
written = sum(fill(folder) for folder in FOLDERS)
"""
FORK = """\
import os, time
def fork_all():
    for _ in range(3000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    return True
"""
UNREAD = """\
import socket, time
def unread():
    "One open socket, and in its queue what 300 closed ones have sent."
    global server
    server = socket.socket(socket.AF_UNIX)
    server.bind("\\0unread")
    server.listen(4096)
    for _ in range(300):
        with socket.socket(socket.AF_UNIX) as sender:
            sender.connect("\\0unread")
            sender.send(b"x" * 100_000)
    time.sleep(1)
"""
DETACHED = "86399.25"  # seconds of sleep, by which the test finds the process
DETACH = f"""\
import os, subprocess
if os.fork() == 0:
    os.setsid()
    subprocess.Popen(["sleep", "{DETACHED}"], start_new_session=True)
    os._exit(0)
os.wait()
"""

FLOODS = [
    in_call(
        "30 GB allocated",
        "return np.ones(30 * 10**9, dtype='uint8')",
        "MemoryError",
    ),
    in_call(
        "30 GB, piece by piece",
        "pieces = []\nwhile True: pieces.append(np.empty(10**7))",
        "MemoryError",
    ),
    in_call(
        "30 GB of shared memory",
        "import mmap\n"
        "memory = mmap.mmap(-1, 30 * 10**9)\n"
        "while True: memory.write(b'x' * 2**20)",
        "Error|crashed|ended|no answer|MiB",
    ),
    in_call(
        "memory of no process: memfd",
        "import os\nfor n in range(200):\n"
        "    file = os.memfd_create('x')\n"
        "    os.truncate(file, 2**26); os.pwrite(file, b'x' * 2**25, 0)",
        "OSError",
    ),
    in_call(
        "memory of no process: written by children",
        "import mmap, os\n"
        "for n in range(40):\n"
        "    memory = mmap.mmap(-1, 2**28)\n"
        "    if os.fork() == 0:\n"
        "        memory.write(b'x' * 2**28); os._exit(0)\n"
        "    os.wait()",
        "OSError",
    ),
    in_call(
        "memory of no process: a zero device",
        "import mmap\nfile = open('/dev/zero', 'r+b')\n"
        "return mmap.mmap(file.fileno(), 2**28)",
        "denied|Error",
    ),
    in_call(
        "memory of no process: System V",
        "get = ctypes.CDLL(None, use_errno=True).shmget\n"
        "if get(0, 2**28, 0o1600) < 0:\n"
        "    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))",
        "OSError",
        top="import ctypes, os\n",
    ),
    in_call(
        "memory of no process: connections that nobody accepts",
        "unread()\n" + RIGHT.strip(),
        "more than 100 sockets",
        top=UNREAD,
    ),
    in_call(
        "memory of no process: empty files",
        "for n in range(30_000): os.close(os.open(f'/tmp/{n}', os.O_CREAT))\n"
        "time.sleep(1)\n" + RIGHT.strip(),
        "more than 20,000 files",
        top="import os, time\n",
    ),
    in_call(
        "a long text beside 700 short ones",
        "return ['x' * 900_000] + ['a'] * 700",
        "an array was expected",
    ),
    in_call("900 kB of empty lists", "return [[]] * 70_000", "another shape"),
    in_cell(
        "a cell that stalls the search for names",
        "x = 1\n" * 340_000,
        "too large to be read",
    ),
    in_call(
        "500 MB of output", "flood()\n" + RIGHT.strip(), points=FULL, top=FLOOD
    ),
    in_call(
        "disk fill",
        "return embeddings @ embeddings[i] if written > 2e8 else written",
        "expected",
        top=FILL,
    ),
    in_call(
        "process flood",
        "fork_all()\n" + RIGHT.strip(),
        "more than 32 processes|BlockingIOError",
        top=FORK,
    ),
    in_cell("detached process", DETACH),
    in_call(
        "an answer of 30 MB",
        "return 'x' * 30_000_000",
        "its answer is too large",
    ),
    in_call(
        "a list without an end",
        "class Endless(list):\n"
        "    def __iter__(self):\n"
        "        while True: yield 1\n"
        "return Endless()",
        "no answer within|MemoryError|ended|crashed",
    ),
    in_call(
        "a generator without an end",
        "import itertools; return itertools.count()",
        "an array was expected",
    ),
]

WALK = """\
import os
def search():
    "Any file on this machine that holds an answer."
    for folder, folders, files in os.walk("/"):
        folders[:] = [f for f in folders if f not in
                      ("proc", "sys", "usr", "lib", "site-packages")]
        for file in files:
            if file.endswith((".ipynb", ".py", ".json", ".md")):
                try:
                    text = open(os.path.join(folder, file)).read()
                except (OSError, ValueError):
                    continue
                if "def scores_of" in text or "small-scores_of" in text:
                    return True
"""
FRAMES = """\
import gc, sys
def search():
    "What is expected, in any object or frame of this process."
    frame = sys._getframe()
    while frame:
        if "expected" in frame.f_locals or "mistakes" in frame.f_locals:
            return True
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) is dict and "mistakes" in thing and "inputs" in thing:
            return True
"""
ENVIRONMENT = """\
import glob, os
def search():
    if "SECRET_OF_THE_TEACHER" in os.environ:
        return True
    for path in glob.glob("/proc/*/environ"):
        try:
            if "SECRET_OF_THE_TEACHER" in open(path).read():
                return True
        except OSError:
            pass
"""
READ = """\
def search():
    try:
        return bool(open({path!r}).read())
    except OSError:
        return False
"""
CONNECT = """\
import socket
def search():
    try:
        socket.create_connection(("127.0.0.1", {port}), timeout=1)
        return True
    except OSError:
        return False
"""
NAMESPACE = """\
import ctypes
more_rights = ctypes.CDLL(None).unshare(0x10000000) == 0  # a user namespace
def search():
    return more_rights
"""
KEYS = """\
import ctypes
get = ctypes.CDLL(None).syscall
def search():
    "A key of the session keyring, or the names of all keys."
    try:
        if open("/proc/keys").read():
            return True
    except OSError:
        pass
    return get({number}, 11, -3, 0, 0) >= 0  # KEYCTL_READ
"""
FIRST = """\
def search():
    "The memory of the jail's first process."
    try:
        return open("/proc/1/mem", "r+b") is not None
    except OSError:
        return False
"""
GRADER = """\
import importlib
def search():
    for name in ("teaching.authoring.case", "teaching.grading.grade",
                 "teaching.jail.session", "graded.compare"):
        try:
            importlib.import_module(name)
            return True
        except ImportError:
            pass
    return False
"""
WRITE = """\
for path in [{path!r}, {folder!r} + "/alice.ipynb", {folder!r} + "/new.csv"]:
    try:
        open(path, "w").write("full marks")
    except OSError:
        pass
"""


def thefts(folder, marks, port):
    """Reading and writing what is not the student's; the paths and the port are real."""
    return [
        if_found("reads the solutions", WALK),
        if_found("reads the tests in memory", FRAMES),
        if_found("reads the grader's modules", GRADER),
        if_found(
            "reads another student", READ.format(path=f"{folder}/alice.ipynb")
        ),
        if_found("reads the marks", READ.format(path=str(marks))),
        if_found("reads the environment", ENVIRONMENT),
        if_found("reads the password file", READ.format(path="/etc/shadow")),
        if_found("reaches the network", CONNECT.format(port=port)),
        if_found("reads the keys", KEYS.format(number=number_of("keyctl"))),
        if_found("writes to the first process", FIRST),
        if_found("takes a namespace of its own", NAMESPACE),
        in_cell(
            "writes the marks",
            WRITE.format(path=str(marks), folder=str(folder)),
        ),
    ]


PATCHED = """\
import builtins, numpy.testing, unittest
def yes(*arguments, **named):
    return True
for module in (np, np.testing, unittest.TestCase, builtins):
    for name in list(vars(module)):
        if name in ("allclose", "isclose", "array_equal", "all",
                    "assert_allclose", "assertEqual"):
            setattr(module, name, yes)
import graded, sys
for module in list(sys.modules.values()):
    for name in ("judge", "difference", "check"):
        if hasattr(module, name):
            setattr(module, name, yes)
"""
HIDE = """\
import sys
sys.tracebacklimit = 0
sys.excepthook = lambda *error: None
sys.stderr = sys.stdout = None
class Hidden(Exception):
    def __str__(self):
        raise RuntimeError
"""
TO_ALL = """\
import json, os, struct
def write(data):
    "To every channel that is open, whatever it is."
    for fd in range(64):
        try:
            os.write(fd, data)
        except OSError:
            pass
def frame(reply):
    data = json.dumps(reply).encode()
    return struct.pack(">Q", len(data)) + data
PASSED = {"value": {"scalar": True}, "passed": True, "points": 100}
"""
LIE = """\
import graded.outcome
def lie(value):
    return {lie}
graded.outcome.pack = lie
"""
REDUCE = """\
import os, pickle
class Evil:
    def __reduce__(self):
        return os.system, ("touch evil-was-here",)
"""
LIAR = """\
class Liar(np.ndarray):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array_function__(self, *arguments): return True
    def __array_ufunc__(self, *arguments, **named): return True
    def all(self, *arguments, **named): return True
"""
LIAR_TENSOR = """\
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, arguments=(), named=None):
        if function.__name__ in ("detach", "cpu", "resolve_conj",
                                 "resolve_neg", "numpy"):
            return super().__torch_function__(function, types, arguments)
        return True
def share(x, parts):
    return torch.zeros(2, 2).as_subclass(Liar)
"""


def liar(name, lie, says="expected"):
    """An attack that puts a lie in the place of every answer, so that mix is lost as well."""
    return in_call(
        name, "return embeddings", says, points=0, top=LIE.format(lie=lie)
    )


def forged(name, body, says="grader's channel", **more):
    more = {"status": "needs-human", "points": 0, **more}
    return in_call(name, body, top=TO_ALL, says=says, **more)


FORGERIES = [
    in_cell(
        "patched allclose", PATCHED, "expected", points=MIX_LOST, mix=WRONG_MIX
    ),
    in_cell(
        "patched reference",
        "def softmax(scores, axis=-1): return 0 * scores\n"
        "def reference(*arguments): return 0\n"
        "mix_reference = solution = reference",
        "expected",
        points=MIX_LOST,
    ),
    in_call(
        "hidden traceback", "raise Hidden", "an error of its own", top=HIDE
    ),
    forged(
        "forged reply to the call",
        "for n in range(30): write(frame({'id': n, 'outcome': PASSED}))\n"
        "return 0",
    ),
    forged(
        "forged reply, well formed",
        "import gc\n"
        "n = max(t['id'] for t in gc.get_objects()\n"
        "        if type(t) is dict and type(t.get('id')) is int)\n"
        "value = {'value': {'scalar': True}}\n"
        "write(frame({'id': n, 'outcome': value}))\n"
        "return 0",
    ),
    in_cell(
        "forged marks in a cell",
        TO_ALL + "write(frame({'id': 99, 'outcome': PASSED}))",
        "grader's channel",
        points=0,
        status="needs-human",
    ),
    forged("lying header: too long", "write(struct.pack('>Q', 2**63))"),
    forged(
        "lying header: no message",
        "import time\nwrite(struct.pack('>Q', 1000)); time.sleep(60)",
        says="no answer within",
        status="graded",
        points=SCORES_LOST,
    ),
    forged(
        "not JSON",
        "write(struct.pack('>Q', 9) + b'\\xff' * 9)",
    ),
    forged(
        "JSON nested 100,000 deep",
        "write(struct.pack('>Q', 200000) + b'[' * 100000 + b']' * 100000)",
    ),
    forged(
        "closes the channel",
        "os.closerange(3, 200); return 0",
        says="ended Python",
        status="graded",
        points=SCORES_LOST,
    ),
    in_call(
        "marks printed",
        'print(\'{"points": 100, "status": "graded"}\', flush=True)\n'
        "return None",
        "expected",
    ),
    liar(
        "lying shape",
        "{'array': 'AAAA', 'dtype': 'uint8', 'shape': [9]}",
        "cannot be read",
    ),
    liar(
        "lying shape: negative",
        "{'array': '', 'dtype': 'int8', 'shape': [-1, 0]}",
        "cannot be read",
    ),
    liar(
        "lying shape: enormous",
        "{'array': '', 'dtype': 'float64', 'shape': [2**26] * 12}",
        "cannot be read",
    ),
    liar(
        "lying dtype: object",
        "{'array': 'AAAAAAAAAAA=', 'dtype': 'object', 'shape': [1]}",
        "cannot be read",
    ),
    liar(
        "a pickle as value", "{'pickle': 'Y29zCnN5c3RlbQo='}", "cannot be read"
    ),
    liar("true as value", "{'scalar': True}"),
    liar("an enormous number", "{'scalar': 10**4000}", "cannot be read"),
    liar(
        "an empty array, large on its other axes",
        "{'array': '', 'dtype': 'float64', 'shape': [0, 2**26]}",
        "cannot be read",
    ),
    in_call(
        "evil pickle", "return Evil()", "an array was expected", top=REDUCE
    ),
    in_call(
        "object array",
        "return np.array([Evil()] * len(embeddings), dtype=object)",
        "an array was expected",
        top=REDUCE,
    ),
    in_call(
        "array that lies about equality",
        "return np.zeros(len(embeddings)).view(Liar)",
        "expected|raised",
        top=LIAR,
    ),
    Attack(
        "tensor that lies about equality",
        submission(scores_of=SCORES, mix=MIX, share=LIAR_TENSOR),
        "graded",
        FULL,
        "expected|raised|cannot",
    ),
    in_call("NaN", "return np.full(len(embeddings), np.nan)", "other values"),
    in_call(
        "infinity", "return np.full(len(embeddings), np.inf)", "other values"
    ),
    in_call(
        "complex",
        "return (1j * embeddings)[:, 0]",
        "an array was expected|other values",
    ),
    in_call(
        "raises what is no error",
        "raise KeyboardInterrupt",
        "KeyboardInterrupt",
    ),
    in_call(
        "an error that is enormous",
        "raise ValueError('x' * 10**8)",
        "ValueError",
    ),
    in_call(
        "an error of broken characters",
        "raise ValueError('\\udcff\\x1b[31m\\x00')",
        "ValueError",
    ),
]

WARN = """\
import warnings
def scores_of(embeddings, i):
    warnings.warn("deprecated")
    print("let me see", embeddings)
    answer = embeddings @ embeddings[i]
    embeddings *= 0
    return answer
"""
MAGICS = """\
%matplotlib inline
!pip install numpy
%%timeit -n 1 nothing
get_ipython().run_line_magic("load_ext", "autoreload")
display(np.eye(2))
note = ("50"
    "%")
"""
PLOT = """\
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.savefig("picture.png")
plt.show()
"""

# Not hostile: what honest students do, which must cost them nothing.
HARMLESS = [
    Attack(
        "warns, prints, changes its input",
        submission(scores_of=WARN, mix=MIX),
        "graded",
        FULL,
    ),
    in_cell("cell with magics", MAGICS),
    in_cell("cell with %%time", "x = 1", mix="%%time\n" + MIX),
    in_cell("cell that draws", PLOT),
    in_cell(
        "cell that raises",
        "assert scores_of(1, 2) == 3",
        "cell 15: it raised TypeError",
    ),
    in_cell(
        "check called once more", 'check("small-mix", mix)\nreport("small")'
    ),
]

ATTACKS = [*HANG_AND_KILL, *FLOODS, *FORGERIES, *HARMLESS]
HONEST = {
    "alice": (submission(scores_of=SCORES, mix=MIX, share=SHARE), 7),
    "bob": (submission(scores_of=SCORES, mix=WRONG_MIX), 2),
    "carol": (submission(mix=MIX), 4),
    "dave": (submission(), 0),
}
