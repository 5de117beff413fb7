"""The jail: what it shows, where there is none, and what happens then."""

import ctypes
import os
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from teaching.grading.grade import grade
from teaching.jail import sandbox as jail
from teaching.jail.session import Session
from tests.teaching import classroom
from tests.teaching.in_jail import ROOT, asked

pytestmark = pytest.mark.seconds(25)
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


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"shutil.which": lambda name: None}, "apt install bubblewrap"),
        ({"sys.platform": "darwin"}, "needs Linux, and this is darwin"),
        (
            {"os.geteuid": lambda: 0, "SETPRIV": "/no/such/setpriv"},
            "Remedy: apt install util-linux",
        ),
    ],
)
def test_says_what_is_missing(monkeypatch, fresh, changed, says):
    monkeypatch.setattr(jail.shutil, "which", lambda name: "bwrap")
    for name, value in changed.items():
        monkeypatch.setattr(f"teaching.jail.sandbox.{name}", value)
    assert says in jail.available()


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
    assert (result.status, result.points) == ("graded", 4)


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


def test_of_the_book_only_the_program_is_bound():
    words = jail.command([], jail.Limits(), 9)
    sources = [
        words[n + 1] for n, w in enumerate(words) if w.startswith("--ro-bind")
    ]
    mine = {Path(s) for s in sources if Path(s).is_relative_to(jail.ROOT)}
    mine -= {Path(sys.prefix), Path(os.path.realpath(sys.prefix))}
    assert mine == {jail.ROOT / name for name in jail.PROGRAM}
    for source in sources:
        assert not jail.ROOT.is_relative_to(os.path.realpath(source))


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
    # The prisoner's program alone: no judge, no guard, no exercise, test or solution.
    library = {path for path in others if "/transformer_lib/" in path}
    assert {Path(path).name for path in library if path.endswith(".py")} == {
        path.name for path in (jail.ROOT / "transformer_lib").glob("*.py")
    }
    assert others - library == {
        "/jail/teaching/jail/worker.py",
        *("/jail/graded/outcome.py", "/jail/graded/values.py"),
        "/jail/book/reader/context.py",
    }
    linker = tuple(jail.LINKER)
    assert all(p.startswith(linker) for p in seen if p.startswith("/etc/"))


# The jail of root is made in another way than that of a user; both must hold.
by_everyone = pytest.mark.parametrize(
    "who",
    [
        pytest.param(
            "root",
            marks=pytest.mark.skipif(
                os.geteuid() != 0, reason="only root can try root's jail"
            ),
        ),
        "user",
    ],
)


WHO = """\
import os
def read(path):
    try:
        return open(path).read()
    except OSError:
        return ""
def who():
    status = open("/proc/self/status").read().split()
    return {
        "users": [int(n) for n in status[status.index("Uid:") + 1:][:4]],
        "groups": os.getgroups(),
        "rights": [
            int(status[status.index(name) + 1], 16)
            for name in ("CapInh:", "CapPrm:", "CapEff:", "CapAmb:")
        ],
        "no new": status[status.index("NoNewPrivs:") + 1],
        "filter": status[status.index("Seccomp:") + 1],
        "first": os.listdir("/proc/1"),
        "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
        "links": [
            line.split(":")[0].strip()
            for line in open("/proc/net/dev").read().splitlines()[2:]
        ],
        "host": os.uname().nodename,
        "names": sorted(os.environ),
        "folders": sorted(os.listdir("/")),
        "keys": read("/proc/keys") + read("/proc/key-users"),
    }
"""


@needs_jail
@by_everyone
def test_who_one_is_in_the_jail(who):
    (told,) = asked(who, [WHO], ["who"])
    assert len(set(told["users"])) == 1
    assert told["users"][0] >= 65534  # nobody, or a user that nobody else is
    assert set(told["groups"]) <= {65534}
    assert set(told["rights"]) == {0}
    assert told["no new"] == "1"
    assert told["filter"] == "2"
    assert told["first"] == []  # of bubblewrap nothing is seen
    assert told["processes"] == 2  # itself, and bubblewrap as its parent
    assert told["links"] == ["lo"]
    assert told["host"] == "jail"
    # PWD is set by bubblewrap, LC_CTYPE by Python.
    known = {*jail.environment("/tmp/home"), "PWD", "LC_CTYPE"}
    assert set(told["names"]) <= known
    assert "sys" not in told["folders"]
    assert told["keys"] == ""  # the teacher's


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


WRITABLE = """\
import os
OWN = {"self", "thread-self", str(os.getpid())}
def writable():
    found = []
    for folder, folders, files in os.walk("/proc"):
        if folder == "/proc":
            folders[:] = [f for f in folders if f not in OWN]
        for name in files:
            path = os.path.join(folder, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                continue
            found.append(path)
    return found
"""


@needs_jail
@by_everyone
def test_nothing_of_the_kernels_can_be_written_to(who):
    """Every file of /proc but the process's own; /sys is not there."""
    (found,) = asked(who, [WRITABLE], ["writable"])
    assert found == []


SYSTEM_CALLS = """\
import ctypes, errno, os
library = ctypes.CDLL(None, use_errno=True)
library.syscall.restype = ctypes.c_long
def call(number, *arguments):
    "The name of the error, or done. No argument of these is one that would do harm."
    parent = os.getpid()
    result = library.syscall(*map(ctypes.c_long, (number, *arguments)))
    if os.getpid() != parent:
        os.kill(os.getpid(), 9)
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""
MEMORY = "memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd "
MEMORY += "msgrcv msgctl mq_open vmsplice splice tee mlock mlock2 mlockall "
OTHERS = "ptrace process_vm_readv process_vm_writev process_madvise kcmp "
OTHERS += "process_mrelease pidfd_getfd keyctl add_key request_key "
SPACES = "unshare setns clone3 mount umount2 pivot_root chroot fsopen fspick "
SPACES += "fsconfig fsmount move_mount open_tree mount_setattr "
KERNEL = "bpf io_uring_setup io_uring_enter io_uring_register userfaultfd "
KERNEL += "perf_event_open init_module finit_module delete_module kexec_load "
KERNEL += "kexec_file_load open_by_handle_at name_to_handle_at fanotify_init "
KERNEL += "inotify_init1 quotactl swapon swapoff reboot acct syslog iopl "
KERNEL += "ioperm modify_ldt settimeofday clock_settime clock_adjtime "
KERNEL += "adjtimex sethostname setdomainname personality vhangup mbind "
KERNEL += "set_mempolicy migrate_pages move_pages io_setup io_submit seccomp "
KERNEL += "landlock_create_ruleset remap_file_pages sync syncfs mknod "
KERNEL += "mknodat setxattr semget semop semctl sched_setscheduler pkey_alloc"
BAD = [-1] * 5  # an argument that no call takes: it fails, but not with ENOSYS
REFUSED = {
    name: (name, *BAD) for name in (MEMORY + OTHERS + SPACES + KERNEL).split()
}
REFUSED |= {
    "a user namespace by clone": ("clone", 0x10000011, 0, 0, 0, 0),
    "shared memory without a file": ("mmap", 0, 4096, 3, 0x21, -1, 0),
    "a lease on a file": ("fcntl", -1, 1024, 1),
    "a lease in 64 bits": ("fcntl", -1, (1 << 32) + 1024, 1),
    "notices of a folder": ("fcntl", -1, 1026, 1),
    "vsock": ("socket", 40, 1, 0),
    "netlink": ("socket", 16, 3, 0),
    "alg": ("socket", 38, 5, 0),
    "packets": ("socket", 17, 3, 0),
    "multipath TCP": ("socket", 2, 1, 262),
}


@pytest.fixture(scope="module")
def answered_calls():
    """(who, with the filter or without) -> the answers to REFUSED; asked only once."""
    from teaching.jail.calls import number_of

    numbers = {name: number_of(call[0]) for name, call in REFUSED.items()}
    known = [name for name, number in numbers.items() if number >= 0]

    @cache
    def answers(who, unfiltered):
        calls = [["call", numbers[n], *REFUSED[n][1:]] for n in known]
        values = asked(who, [SYSTEM_CALLS], *calls, unfiltered=unfiltered)
        return dict(zip(known, values, strict=True))

    return answers


@needs_jail
@by_everyone
@pytest.mark.parametrize("name", REFUSED)
def test_system_call_is_refused(answered_calls, who, name):
    refused = answered_calls(who, unfiltered=False)
    if name not in refused:
        pytest.skip("this architecture does not have it")
    assert refused[name] == "ENOSYS"
    if answered_calls(who, unfiltered=True)[name] == "ENOSYS":
        pytest.skip("this kernel does not have it, filter or not")


NEEDED = {
    "threads": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
    "processes": "import subprocess; subprocess.run(['true'], check=True)",
    "multiprocessing": "import multiprocessing as m; m.get_context('fork').Pool(2).map(abs, [1])",
    "shared memory": "from multiprocessing.shared_memory import SharedMemory; "
    "s = SharedMemory(create=True, size=99); s.close(); s.unlink()",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0))",
    "sockets": "import socket; a, b = socket.socketpair(); a.send(b'x'); b.recv(1)",
    "loopback": "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    "socket.create_connection(s.getsockname()).close()",
    "files": "import os, shutil, tempfile; f = tempfile.mkdtemp(); "
    "open(f + '/a', 'w').write('x'); shutil.copy2(f + '/a', f + '/b'); shutil.rmtree(f)",
    "large files by name": "import numpy; "
    "numpy.memmap('/tmp/m', dtype='f8', mode='w+', shape=99)[:] = 1; numpy.load",
    "torch": "import torch; torch.set_num_threads(2); "
    "torch.nn.Linear(300, 300)(torch.ones(900, 300)).sum().backward()",
    "torch, shared": "import torch; torch.ones(99).share_memory_()",
    "torch, loader": "from torch.utils.data import DataLoader; "
    "import torch; list(DataLoader(torch.ones(4, 2), num_workers=1))",
}
DO = """\
def do(code):
    exec(code, {})
"""


@needs_jail
@by_everyone
def test_what_honest_code_needs_is_there(who):
    calls = [["do", code] for code in NEEDED.values()]
    assert asked(who, [DO], *calls) == [None] * len(NEEDED)


def test_each_jail_has_a_session_keyring_of_its_own():
    """The launcher alone, before bubblewrap and its filter: what a student's code would inherit."""
    from teaching.jail.calls import number_of

    number = str(number_of("keyctl"))
    get = (
        "import ctypes, os; get = ctypes.CDLL(None).syscall; "
        f"print(get({number}, 0, -3, 0), get({number}, 11, -3, 0, 0))"
    )
    words = [sys.executable, str(ROOT / "teaching/jail/launch.py"), number]
    words += [sys.executable, "-c", get]
    told = [subprocess.check_output(words, text=True) for _ in range(2)]
    serials = [line.split()[0] for line in told]
    if serials[0] == "-1":
        pytest.skip("this kernel has no keys, or keeps them from us")
    assert len(set(serials)) == 2
    assert [line.split()[1] for line in told] == ["0", "0"]  # empty


@needs_jail
@by_everyone
def test_the_jail_is_started_by_that_launcher(who):
    """Without the filter, which would hide it, no two jails and no jail and we share a keyring."""
    from teaching.jail.calls import number_of

    call = ["serial", number_of("keyctl"), 0, -3, 0]
    get = SYSTEM_CALLS + (
        "def serial(*call):\n"
        "    return library.syscall(*map(ctypes.c_long, call))\n"
    )
    inside = [asked(who, [get], call, unfiltered=True)[0] for _ in range(2)]
    if -1 in inside:
        pytest.skip("this kernel has no keys, or keeps them from us")
    ours = ctypes.CDLL(None).syscall(*call[1:])
    assert len({*inside, ours}) == 3


def test_says_that_the_library_of_the_filter_is_missing(monkeypatch, fresh):
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    jail.calls.program.cache_clear()
    assert "apt install libseccomp2" in jail.available()


# What may not lie where the jail shows it ------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        *("/usr/local/class", "/usr/lib/x/y", sys.prefix),
        f"{sys.base_prefix}/week1",
        str(jail.ROOT / "transformer_lib" / "week1"),
    ],
)
def test_place_that_the_jail_shows_is_known(place):
    assert jail.exposed(place)


def test_place_of_ones_own_is_hidden(tmp_path):
    assert jail.exposed(tmp_path / "week1") is None
    assert jail.exposed(jail.ROOT) is None
    (tmp_path / "link").symlink_to("/usr/share")
    assert jail.exposed(tmp_path / "link" / "week1") == "/usr"
