"""The worker: runs a student's code in the jail and answers the grader's requests.

It is started by ``teaching.jail.session``, which explains the protocol. Student code shares this
process and may do with it what it likes: patch it, read it, answer in its place. All it can gain
is to send other values than its functions give, and the right values are not here.
"""

import ast
import builtins
import json
import linecache
import os
import random
import re
import struct
import sys
import textwrap
import types
import warnings

HEADER = struct.Struct(">Q")  # the length of the message that follows
NAME = "__main__"


class Ipython:
    """Stands for IPython where a cell asks for it: accepts everything, does nothing."""

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments, **named):
        return self


def limit(limits):
    """Bind this process, and all that it starts, to the limits."""
    import resource  # not on Windows, where the grader says so

    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))


def silence():
    """Let what is printed, from Python or from C, go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)


def stand_in_modules(package):
    """Make ``graded`` in the jail: what the worker needs, and checks that say nothing."""
    sys.path.insert(0, package)
    graded = types.ModuleType("graded")
    graded.__path__ = [f"{package}/graded"]
    graded.check = graded.report = lambda *arguments, **named: None
    sys.modules["graded"] = graded


def notebook_names():
    """A module for the student's names, as a notebook offers it."""
    builtins.get_ipython = lambda: Ipython()
    builtins.display = lambda *arguments, **named: None
    module = types.ModuleType(NAME)
    sys.modules[NAME] = module  # pickle, dataclasses and others look here
    return module.__dict__


def python_of(source):
    """The Python of a cell: without magics, if it is not Python with them."""
    from book.reader.context import without_magics

    source = textwrap.dedent(source).lstrip("\n")
    first, _, rest = source.partition("\n")
    if re.match(r"%%(time|timeit|capture|prun)\b", first):
        source = textwrap.dedent(rest)
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
    except SyntaxError:
        # What without_magics does not know: files = !ls, and print? or ?print.
        source = re.sub(
            r"^([ \t]*\w+ *= *)[!%].*$", r"\1None", source, flags=re.M
        )
        source = re.sub(
            r"^([ \t]*)(?:\?+[\w.]+\?*|[\w.]+\?+) *$",
            r"\1pass",
            source,
            flags=re.M,
        )
        return without_magics(source)
    return source


def compiled(source, name, without=None):
    """The code of a cell, with its lines where a traceback and inspect look for them.

    Where names are given, ``without`` which: only imports and definitions of other names.
    """
    source = python_of(source)
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    tree = ast.parse(source, name)
    if without is not None:
        tree.body = [n for n in tree.body if defined_by(n) - set(without)]
    return compile(tree, name, "exec", dont_inherit=True)


def defined_by(statement):
    """The names that an import or a definition binds; none for other statements."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names = (alias.asname or alias.name for alias in statement.names)
        return {name.partition(".")[0] for name in names}
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {statement.name} if isinstance(statement, kinds) else set()


class Worker:
    """Answers the requests, one at a time."""

    def __init__(self, most_bytes):
        self.names = notebook_names()
        self.most_bytes = most_bytes

    def answer(self, request):
        """The reply to a request, as bytes that are not too many."""
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

    def do_import(self, request):
        for module in request["modules"]:
            __import__(module)

    def do_needs(self, request):
        from book.reader.context import global_names, needed_statements
        from graded.values import pack

        used = set()
        for cell in request["cells"]:
            try:
                used |= global_names(python_of(cell))[1]
            except Exception:  # it will say so when it is run
                continue
        code = "\n".join(sorted(used))
        needed = ast.parse(needed_statements(request["context"], code))
        return {"value": pack([ast.unparse(node) for node in needed.body])}

    def do_run(self, request):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of "\d" and the like
            rest = request.get("rest")  # of a cell that did not run to its end
            without = list(self.names) if rest else None
            code = compiled(request["source"], request["name"], without)
        exec(code, self.names)

    def do_call(self, request):
        from graded.outcome import outcome_of
        from graded.values import unpack

        name = request["entry_point"]
        if name not in self.names:
            return failure("Missing", f"{name} is not defined")
        inputs = [unpack(each) for each in request["inputs"]]
        seed_everything()
        return outcome_of(self.names[name], request["driver"], inputs)


def encode(request, outcome):
    """A reply as bytes."""
    reply = {"id": request["id"], "outcome": outcome}
    return json.dumps(reply, allow_nan=False).encode("ascii")


def failure(kind, message):
    """An error of the harness, in the form of an outcome."""
    return {"error": {"type": kind, "kinds": [kind], "message": message}}


def seed_everything():
    """Make answers that draw random numbers repeatable, whatever was called before."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)


def read_exactly(fd, count):
    data = bytearray()
    while len(data) < count:
        chunk = os.read(fd, count - len(data))
        if not chunk:
            os._exit(0)  # the grader is gone
        data += chunk
    return bytes(data)


def main(package, options):
    stand_in_modules(package)
    if options == "--greet":  # does the jail work at all?
        import graded.outcome  # noqa: F401 (needs NumPy)

        return
    options = json.loads(options)
    requests, replies = options["requests"], options["replies"]
    for fd in (requests, replies):
        os.set_inheritable(fd, False)
    limit(options["rlimits"])
    silence()
    worker = Worker(options["message"])
    while True:
        (length,) = HEADER.unpack(read_exactly(requests, HEADER.size))
        request = json.loads(read_exactly(requests, length))
        reply = worker.answer(request)
        data = HEADER.pack(len(reply)) + reply
        while data:
            data = data[os.write(replies, data) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
