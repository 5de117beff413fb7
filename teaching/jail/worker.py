"""The worker: runs a student's code in the jail and answers the grader's requests.

It is started by ``teaching.jail.session``, which explains the protocol. Student code shares this
process and may do anything to it: patch it, read it, answer in its place. All that this achieves
is to send values other than those its functions return, and the right values are not here.
"""

import ast
import builtins
import json
import linecache
import os
import random
import struct
import sys
import types
import warnings
from typing import TYPE_CHECKING, Any

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
    sys.path.insert(0, package)
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


def compiled(
    source: str, name: str, without: list[str] | None = None
) -> types.CodeType:
    """Compile a cell, and put its lines where tracebacks and ``inspect`` look for them.

    With ``without``, a list of names: only the imports and definitions of other names.
    """
    from book.reader.context import without_magics

    source = without_magics(source)
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    tree = ast.parse(source, name)
    if without is not None:
        tree.body = [n for n in tree.body if defined_by(n) - set(without)]
    code: types.CodeType = compile(tree, name, "exec", dont_inherit=True)
    return code


def defined_by(statement: ast.stmt) -> set[str]:
    """Return the names that an import or a definition binds; none for other statements."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names = (alias.asname or alias.name for alias in statement.names)
        return {name.partition(".")[0] for name in names}
    defines = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {statement.name} if isinstance(statement, defines) else set()


class Worker:
    """Answers requests, one at a time."""

    def __init__(self, most_bytes: int):
        self.names = notebook_names()
        self.most_bytes = most_bytes

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

    def do_names(self, request: Request) -> "Outcome":
        from book.reader.context import global_names, without_magics
        from graded.values import pack

        try:
            used = global_names(without_magics(request["cell"]))[1]
        except Exception:  # not Python: running it will say so
            used = set()
        return {"value": pack(sorted(used))}

    def do_needs(self, request: Request) -> "Outcome":
        from book.reader.context import needed_statements
        from graded.values import pack

        code = "\n".join(request["names"])
        needed = ast.parse(needed_statements(request["context"], code))
        return {"value": pack([ast.unparse(node) for node in needed.body])}

    def do_run(self, request: Request) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of "\d" and the like
            rest = request.get("rest")  # of a cell that did not run to its end
            without = list(self.names) if rest else None
            code = compiled(request["source"], request["name"], without)
        exec(code, self.names)

    def do_call(self, request: Request) -> "Outcome":
        from graded.outcome import outcome_of
        from graded.values import unpack

        name = request["entry_point"]
        if name not in self.names:
            return failure("Missing", f"{name} is not defined")
        inputs = [unpack(each) for each in request["inputs"]]
        seed_everything()
        return outcome_of(self.names[name], request["driver"], inputs)


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
    worker = Worker(given["message"])
    while True:
        (length,) = HEADER.unpack(read_exactly(requests, HEADER.size))
        request = json.loads(read_exactly(requests, length))
        reply = worker.answer(request)
        data = HEADER.pack(len(reply)) + reply
        while data:
            data = data[os.write(replies, data) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
