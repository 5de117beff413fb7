"""Asks the jail as another process, perhaps as another user: what the tests of the jail start.

``asked(who, ...)`` runs this file as a program; its input and output are JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
USER = "65533"


def as_user():
    """Return the words before a command that root gives up its rights with, for good.

    Python may lie where only root can read it: then it is shown at the same place.
    """
    words = ["bwrap", "--dev-bind", "/", "/"]
    python = Path(os.path.realpath(sys.executable)).parents[1]
    closed = [
        above
        for above in reversed(python.parents)
        if not above.stat().st_mode & 0o001
    ]
    if closed:
        words += ["--tmpfs", str(closed[0])]
        for above in reversed(python.parents):
            if closed[0] in above.parents:
                words += ["--perms", "0755", "--dir", str(above)]
        words += ["--ro-bind", str(python), str(python)]
    words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--"]
    words += ["setpriv", "--reuid", USER, "--regid", USER]
    return [*words, "--clear-groups", "--inh-caps=-all", "--"]


def asked(who, cells, *calls, unfiltered=False):
    """Return the values of calls, each (name, argument, …), in a jail that ``who`` has started."""
    request = {"cells": cells, "calls": calls, "unfiltered": unfiltered}
    done = subprocess.run(
        [
            *(as_user() if who == "user" and not os.geteuid() else []),
            sys.executable,
            "-B",
            __file__,
        ],
        input=json.dumps(request),
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main():
    """Answer one request."""
    import tempfile

    import pyseccomp

    from graded.outcome import CALL
    from graded.values import pack, unpack
    from teaching.jail import calls
    from teaching.jail.session import Session

    request = json.load(sys.stdin)
    if request["unfiltered"]:
        with tempfile.TemporaryFile() as file:
            pyseccomp.SyscallFilter(pyseccomp.ALLOW).export_bpf(file)
            file.seek(0)
            everything = file.read()
        calls.program = lambda: everything
    values = []
    with Session(request["cells"], []) as session:
        for name, *arguments in request["calls"]:
            packed = [pack(each) for each in arguments]
            outcome = session.call(name, CALL, packed, 30)
            assert "value" in outcome, outcome
            values.append(unpack(outcome["value"]))
    json.dump(values, sys.stdout)


if __name__ == "__main__":
    main()
