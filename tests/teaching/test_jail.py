"""The jail: what it shows, where there is none, and what happens then."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from graded.values import pack, unpack
from teaching.jail import sandbox as jail
from teaching.jail.grading import grade
from teaching.jail.session import Session
from tests.teaching import classroom

needs_jail = pytest.mark.skipif(
    bool(jail.available()), reason=f"no jail: {jail.available()}"
)


@pytest.fixture
def fresh():
    """Forget what was found out about this machine, before and after."""
    jail.available.cache_clear()
    yield
    jail.available.cache_clear()


@pytest.fixture
def without_bubblewrap(monkeypatch, fresh):
    monkeypatch.setattr(jail.shutil, "which", lambda name: None)


def test_says_that_bubblewrap_is_missing(without_bubblewrap):
    assert "apt install bubblewrap" in jail.available()


def test_says_that_it_is_not_linux(monkeypatch, fresh):
    monkeypatch.setattr(jail.sys, "platform", "darwin")
    assert "needs Linux, and this is darwin" in jail.available()


def test_says_that_namespaces_are_forbidden(monkeypatch, fresh, tmp_path):
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n"
    )
    refusing.chmod(0o755)
    monkeypatch.setattr(jail.shutil, "which", lambda name: str(refusing))
    reason = jail.available()
    assert "No permissions to create new namespace" in reason
    assert "Remedy" in reason


def test_says_that_the_book_would_be_seen(monkeypatch, fresh, tmp_path):
    monkeypatch.setattr(jail, "ROOT", tmp_path)
    monkeypatch.setattr(jail.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(jail.shutil, "which", lambda name: "bwrap")
    assert f"the book lies in {tmp_path}" in jail.available()


def test_refuses_without_a_jail(without_bubblewrap):
    with pytest.raises(jail.NoJail, match="bubblewrap"):
        Session([], [])
    with pytest.raises(jail.NoJail, match="bubblewrap"):
        grade(classroom.submission(mix=classroom.MIX), classroom.exam())


def test_grades_without_a_jail_if_told_so(without_bubblewrap):
    data = classroom.submission(mix=classroom.MIX)
    result = grade(data, classroom.exam(), unsafe=True)
    assert (result["status"], result["points"]) == ("graded", 4)


def test_the_hostile_class_is_skipped_with_one_clear_line(
    without_bubblewrap,
):
    with pytest.raises(pytest.skip.Exception) as skipped:
        runpy.run_path(str(Path(__file__).with_name("test_hostile.py")))
    assert skipped.value.allow_module_level
    assert (
        "no hostile submission was run: the jail needs bubblewrap"
        in skipped.value.msg
    )


def test_of_the_book_only_the_folders_are_bound():
    words = jail.command([], jail.Limits())
    sources = [
        words[n + 1] for n, w in enumerate(words) if w.startswith("--ro-bind")
    ]
    mine = {Path(s) for s in sources if Path(s).is_relative_to(jail.ROOT)}
    mine -= {Path(sys.prefix), Path(os.path.realpath(sys.prefix))}
    assert mine == {jail.ROOT / name for name in jail.FOLDERS}
    for source in sources:
        assert not jail.ROOT.is_relative_to(os.path.realpath(source))


@pytest.mark.parametrize(
    "secret",
    [
        *("chapters", "tests", "teaching/authoring", "teaching/classes"),
        *("teaching/exercises", "teaching/exports"),
    ],
)
def test_no_secret_is_in_the_folders(secret):
    assert (jail.ROOT / secret).is_dir()
    for folder in map(Path, jail.FOLDERS):
        assert not folder.is_relative_to(secret)
        assert not Path(secret).is_relative_to(folder)


LOOK = """\
import os
def look():
    seen = []
    for folder, folders, files in os.walk("/"):
        folders[:] = [f for f in folders if os.path.join(folder, f) not in
                      ("/proc", "/usr", "/dev", *{known!r})]
        seen += [os.path.join(folder, f) for f in files]
    return seen
"""


@needs_jail
def test_what_is_seen_in_the_jail():
    known = jail._python_folders()
    with Session([LOOK.format(known=known)], []) as session:
        outcome = session.call("look", classroom.CALL, [], 10)
    seen = [each["scalar"] for each in outcome["value"]["list"]]
    others = {path for path in seen if not path.startswith("/etc/")}
    # Exactly the folders, none of which holds an exercise, a test or a solution.
    assert others == {
        f"/jail/{path.relative_to(jail.ROOT)}"
        for folder in jail.FOLDERS
        for path in (jail.ROOT / folder).rglob("*")
        if path.is_file()
    }
    linker = tuple(jail.LINKER)
    assert all(p.startswith(linker) for p in seen if p.startswith("/etc/"))


WHO = """\
import os, socket
def who():
    status = open("/proc/self/status").read().split()
    return {
        "user": os.getuid(),
        "rights": int(status[status.index("CapEff:") + 1], 16),
        "no new": status[status.index("NoNewPrivs:") + 1],
        "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
        "links": [name for _, name in socket.if_nameindex()],
        "host": socket.gethostname(),
        "names": sorted(os.environ),
    }
"""


@needs_jail
def test_who_one_is_in_the_jail():
    with Session([WHO], []) as session:
        outcome = session.call("who", classroom.CALL, [], 10)
    who = unpack(outcome["value"])
    assert who["user"] == 65534
    assert who["rights"] == 0
    assert who["no new"] == "1"
    assert who["processes"] == 2  # itself, and bubblewrap as its parent
    assert who["links"] == ["lo"]
    assert who["host"] == "jail"
    # PWD is set by bubblewrap, LC_CTYPE by Python.
    known = {*jail.environment("/tmp/home"), "PWD", "LC_CTYPE"}
    assert set(who["names"]) <= known


@needs_jail
def test_environment_may_be_reached_by_a_link_and_lie_in_tmp(tmp_path):
    (tmp_path / "linked").symlink_to(sys.prefix)
    python = tmp_path / "linked" / "bin" / Path(sys.executable).name
    code = "from teaching.jail import sandbox; print(sandbox.available())"
    done = subprocess.run(
        [python, "-c", code],
        cwd=jail.ROOT,
        env={"PYTHONPATH": str(jail.ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "None", done.stdout + done.stderr


KERNEL = """\
import errno
def write(path):
    try:
        # Read and written as it is: nothing changes, even if this succeeds.
        with open(path, "r+") as file:
            file.write(file.read())
    except OSError as error:
        return errno.errorcode[error.errno]
    return "written"
"""


@needs_jail
@pytest.mark.parametrize(
    "path", ["/proc/sys/fs/lease-break-time", "/proc/sys/kernel/core_pattern"]
)
def test_settings_of_the_kernel_cannot_be_written(path):
    """Run by root, they could without the bind over /proc/sys, whatever the capabilities."""
    with Session([KERNEL], []) as session:
        outcome = session.call("write", classroom.CALL, [pack(path)], 10)
    assert unpack(outcome["value"]) == "EROFS"
