"""The worker: runs a student's code in the jail and answers the grader's requests.

It is started by ``teaching.jail.session``, which explains the protocol. Student code shares this
process and may do anything to it: patch it, read it, answer in its place. All that this achieves
is to send values other than those its functions return, and the right values are not here.
"""

import ast
import builtins
import codeop
import json
import linecache
import os
import random
import re
import struct
import sys
import types
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from graded.outcome import Outcome

HEADER = struct.Struct(">Q")  # the length of the message that follows
NAME = "__main__"
Request = dict[str, Any]


class Ipython:
    """Stands in for IPython: accepts everything and does nothing."""

    def __getattr__(self, name: str) -> "Ipython":
        return self

    def __call__(self, *arguments: Any, **named: Any) -> "Ipython":
        return self


def limit(limits: dict[str, int]) -> None:
    """Set the limits of this process and of everything that it starts."""
    import resource  # not on Windows, where the grader says so

    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))


def silence() -> None:
    """Discard everything that is printed, from Python or from C."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)


def stand_in_modules(package: str) -> None:
    """Replace ``graded`` in the jail by a package whose checks do nothing."""
    sys.path[:0] = ["", package]  # a notebook finds modules in its folder
    graded: Any = types.ModuleType("graded")
    graded.__path__ = [f"{package}/graded"]
    graded.check = graded.report = lambda *arguments, **named: None
    sys.modules["graded"] = graded


def notebook_names() -> dict[str, Any]:
    """Return the namespace of a new module in which the student's cells run, as in a notebook."""
    given: Any = builtins
    given.get_ipython = lambda: Ipython()
    given.display = lambda *arguments, **named: None
    module = types.ModuleType(NAME)
    sys.modules[NAME] = module  # where pickle and dataclasses look
    return module.__dict__


class Statement(NamedTuple):
    """A statement at the top of a cell, and names of the notebook in it.

    It changes a name's object if it sets an attribute or an item of it, or calls a method.
    """

    tree: ast.Module | str  # a text is no Python
    binds: set[str]
    uses: set[str]
    changes: set[str]
    imports: bool


def statements_of(source: str, name: str) -> list[Statement]:
    """Return the statements of a cell, whose lines go where tracebacks and ``inspect`` look."""
    try:
        source = as_python(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of "\d" and the like
            trees = ast.parse(source).body
        return [statement_of(tree, source) for tree in trees]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        binds = defined_around(source, getattr(error, "lineno", None) or 0)
        return [Statement(source, binds, set(), set(), False)]
    finally:
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)


def as_python(source: str) -> str:
    """Return a cell as Python; one that writes a file, for an import in another cell, does so."""
    from book.reader.context import without_magics

    first, _, rest = source.lstrip().partition("\n")
    match first.split():
        case ["%%writefile" | "%%file", *options, name]:
            mode = "a" if options else "w"
            return f"open({name!r}, {mode!r}).write({rest!r})"
    return without_magics(source)


def statement_of(tree: ast.stmt, source: str) -> Statement:
    from book.reader.context import global_names

    try:
        text = ast.unparse(tree)
    except RecursionError:  # a sum of a thousand terms
        text = ast.get_source_segment(source, tree) or ""
    binds, uses = global_names(text)
    imports = isinstance(tree, (ast.Import, ast.ImportFrom))
    if isinstance(tree, ast.ImportFrom) and tree.names[0].name == "*":
        binds = {"*"}
    changes = set()
    for node in ast.walk(tree):
        changed: ast.AST | None = None
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            changed = None if isinstance(node.ctx, ast.Load) else node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed = node.value.func
        while isinstance(changed, (ast.Attribute, ast.Subscript)):
            changed = changed.value
        if isinstance(changed, ast.Name):
            changes.add(changed.id)
    return Statement(ast.Module([tree], []), binds, uses, changes, imports)


def defined_around(source: str, wrong: int) -> set[str]:
    """Return what a cell that is no Python would define, were it not for the ``wrong`` line.

    A definition with this line in it is its author's own fault.
    """
    defining: dict[int, str | None] = {}  # by the line
    inside = 0
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(r"[^\s#)\]}]", line):
            found = re.match(r"(?:async +)?(?:def|class) +(\w+)", line)
            defining[number] = found and found[1]
            inside = number if number <= wrong else inside
    defining.pop(inside, None)
    return {name for name in defining.values() if name and wrong}


class Worker:
    """Answers requests, one at a time."""

    def __init__(self, requests: int, replies: int, most_bytes: int):
        self.names = notebook_names()
        self.requests, self.replies = requests, replies
        self.cells: dict[str, list[Statement]] = {}
        # Cell -> the names that there were when a statement of it failed.
        self.known: dict[str, set[str]] = {}
        # As IPython's: what is imported from __future__ holds in all later cells.
        self.compile: Any = codeop.Compile()
        self.most_bytes = most_bytes

    def receive(self) -> Request:
        """Return the next message of the grader."""
        (length,) = HEADER.unpack(read_exactly(self.requests, HEADER.size))
        message: Request = json.loads(read_exactly(self.requests, length))
        return message

    def send(self, message: bytes) -> None:
        """Write a message to the grader."""
        data = HEADER.pack(len(message)) + message
        while data:
            data = data[os.write(self.replies, data) :]

    def answer(self, request: Request) -> bytes:
        """Return the reply to a request as bytes, no more than ``most_bytes``."""
        from graded.outcome import describe
        from graded.values import pack

        try:
            outcome = getattr(self, f"do_{request['do']}")(request)
        except BaseException as error:  # SystemExit and the like as well
            outcome = {"error": describe(error)}
        if outcome is None:
            outcome = {"value": pack(None)}
        try:
            reply = encode(request, outcome)
        except (MemoryError, ValueError, RecursionError) as error:
            return encode(request, {"error": describe(error)})
        if len(reply) > self.most_bytes:
            text = f"an answer of {len(reply):,} bytes: too large"
            return encode(request, failure("TooLarge", text))
        return reply

    def do_import(self, request: Request) -> None:
        for module in request["modules"]:
            __import__(module)

    def do_read(self, request: Request) -> "Outcome":
        from graded.values import pack

        name = request["name"]
        self.cells[name] = statements_of(request["source"], name)
        names = [
            [*map(sorted, each[1:4]), each.imports]
            for each in self.cells[name]
        ]
        return {"value": pack(names)}

    def do_needs(self, request: Request) -> "Outcome":
        from book.reader.context import needed_statements
        from graded.values import pack

        code = "\n".join(filter(str.isidentifier, request["names"]))
        return {"value": pack(needed_statements(request["context"], code))}

    def do_run(self, request: Request) -> None:
        name = request["name"]
        statement = self.cells[name][request["place"]]
        if request["rest"]:
            known = self.known.setdefault(name, set(self.names))
            if statement.binds <= known:
                return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = self.compile(statement.tree, name, "exec")
        exec(code, self.names)

    def do_call(self, request: Request) -> "Outcome":
        from graded.outcome import outcome_of
        from graded.values import unpack

        name = request["entry_point"]
        if name not in self.names:
            return failure("Missing", f"{name} is not defined")
        inputs = [unpack(each) for each in request["inputs"]]
        if request["oracle"]:
            inputs.insert(0, partial(self.question, request["id"]))
        seed_everything()
        return outcome_of(self.names[name], request["driver"], inputs)

    def question(self, number: int, *asked: Any) -> Any:
        """Ask the grader's oracle in the middle of a call."""
        from graded.values import pack, unpack

        message = {"id": number, "question": pack(list(asked))}
        self.send(json.dumps(message, allow_nan=False).encode("ascii"))
        return unpack(self.receive()["told"])


def encode(request: Request, outcome: "Outcome") -> bytes:
    """Return a reply as bytes."""
    reply = {"id": request["id"], "outcome": outcome}
    return json.dumps(reply, allow_nan=False).encode("ascii")


def failure(kind: str, message: str) -> "Outcome":
    """Return an error of the grader's own making, in the form of an outcome."""
    return {"error": {"type": kind, "kinds": [kind], "message": message}}


def seed_everything() -> None:
    """Make answers that use random numbers repeatable, whatever was called before."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)


def read_exactly(fd: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        chunk = os.read(fd, count - len(data))
        if not chunk:
            os._exit(0)  # the grader is gone
        data += chunk
    return bytes(data)


def main(package: str, options: str) -> None:
    stand_in_modules(package)
    if options == "--greet":  # does the jail work at all?
        import graded.outcome  # noqa: F401 (needs NumPy)

        return
    given = json.loads(options)
    requests, replies = given["requests"], given["replies"]
    for fd in (requests, replies):
        os.set_inheritable(fd, False)
    limit(given["rlimits"])
    silence()
    worker = Worker(requests, replies, given["message"])
    while True:
        worker.send(worker.answer(worker.receive()))


if __name__ == "__main__":
    main(*sys.argv[1:])
