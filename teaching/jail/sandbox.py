"""The jail: where a student's code runs, and what it is allowed there.

Bubblewrap gives it namespaces of its own: no network and no process of ours to see or signal. Of
our files it sees only the system's programs, Python with its environment, and the PROGRAM below,
all read-only. A filter lets only the system calls through that ``teaching.jail.calls`` lists. The
worker then sets its own resource limits before it runs the student's first line.

Nobody is root in the jail. An ordinary user gets it by a user namespace. Root needs none:
bubblewrap shows what only root may read, and then ``setpriv`` becomes, for good, a user that nobody
else is. (In a user namespace of root's, the student would be root to the kernel: it could write the
kernel's settings, and the number of its processes would not be limited.)

What the jail does not promise: the kernel is shared, so a hole in the kernel is a hole here.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from teaching.jail import calls

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
INSIDE = "/jail"  # where the program stands in the jail
# The worker, what it imports, and the book's library: no judge, no guard, no exercise, no test.
PROGRAM = (
    "teaching/jail/worker.py",
    *("graded/outcome.py", "graded/values.py"),
    "book/reader/context.py",
    "transformer_lib",
)
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
LINKER = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",  # Debian's BLAS is found through it
)
# What some kernels let anyone write to, and all let root.
KERNEL = tuple(
    f"/proc/{name}"
    for name in ("sys", "bus", "fs", "irq", "pressure", "sysrq-trigger")
)
# Shown as files that cannot be opened: the names of the grader's keys; and what gives shared memory
# without a file, which no limit counts.
CLOSED = ("/proc/keys", "/proc/key-users", "/dev/zero")
SPACES = ("/dev/shm", "/tmp")  # what a student's code may write to
SETPRIV = "/usr/bin/setpriv"
# Beyond all that systems give to users and containers.
FIRST_USER = 2_000_000_000


@dataclass(frozen=True)
class Limits:
    """What a submission may use; seconds are wall-clock seconds."""

    memory: int = 4096 * MIB  # allocated by one process
    address_space: int = 32768 * MIB  # CUDA builds of PyTorch reserve a lot
    # All its processes together, added up while we wait. No cgroup does it, since few systems
    # delegate one; memory that no process shows is refused by the filter of system calls instead.
    resident: int = 6144 * MIB
    disk: int = 256 * MIB  # in /tmp, and again in /dev/shm
    # Of both, the kernel keeps more than their content: 2 kB for a file without any, and for a
    # socket what was sent and is not read, 8 MB where the system allows so much.
    files: int = 20_000  # in /tmp and /dev/shm
    sockets: int = 100
    file_size: int = 128 * MIB
    open_files: int = 256
    processes: int = 64
    cpu_seconds: int = 240  # per process
    # One answer on its way out; those of the book's exercises take less than 10 kB. Read, it may
    # take 30 times its size.
    message: int = MIB
    start_seconds: float = 60.0  # Python, NumPy, PyTorch on a busy machine
    cell_seconds: float = 20.0
    call_seconds: float = 60.0  # at most, whatever the test says
    total_seconds: float = 300.0
    restarts: int = 12  # after a hang or a crash


class NoJail(RuntimeError):
    """There is no jail on this machine, and nobody has allowed grading without one."""


def command(
    arguments: list[str], limits: Limits, system_calls: int
) -> list[str]:
    """Return the command that runs the worker in the jail; the filter is read from a descriptor."""
    words = [
        *(sys.executable, "-I", "-S", "-B"),
        str(ROOT / "teaching/jail/launch.py"),
        str(calls.number_of("keyctl")),
        *(shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid"),
        *("--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
        *("--hostname", "jail", "--cap-drop", "ALL"),
        *("--die-with-parent", "--new-session", "--clearenv"),
        *("--seccomp", str(system_calls)),
    ]
    if os.geteuid():
        words += ["--unshare-user", "--uid", "65534", "--gid", "65534"]
        words += ["--disable-userns"]
        become: list[str] = []
    else:
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        # No two jails have the same: what one student starts does not count for another.
        user = str(FIRST_USER + os.getpid())
        become = [SETPRIV, "--reuid", user, "--regid", user]
        become += ["--clear-groups", "--inh-caps=-all"]
    for name, value in environment("/tmp/home").items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for path in KERNEL:
        words += ["--ro-bind-try", path, path]
    for path in CLOSED:
        words += ["--ro-bind-try", "/dev/null", path]
    # The jail's first process is bubblewrap. A user's jail could write to its memory.
    words += ["--tmpfs", "/proc/1", "--remount-ro", "/proc/1"]
    # The empty folders first: the environment may lie in /tmp, and must not be hidden by it.
    size = ["--perms", "0777", "--size", str(limits.disk), "--tmpfs"]
    for path in SPACES:
        words += [*size, path]
    words += ["--perms", "0777", "--dir", "/tmp/home"]
    for folder in SYSTEM:
        if os.path.islink(folder):  # /lib -> usr/lib, as on most systems
            words += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            words += ["--ro-bind", folder, folder]
    for path in LINKER:
        words += ["--ro-bind-try", path, path]
    for path in _python_folders():
        words += _bound(path, path)
    for part in PROGRAM:
        words += _bound(str(ROOT / part), f"{INSIDE}/{part}")
    # Until this, what bubblewrap has made can be written to, without bounds.
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    words += ["--chdir", "/tmp/home", "--", *become]
    return [*words, *program(INSIDE), *arguments]


def _bound(source: str, target: str) -> list[str]:
    """Return the words that show a folder, below folders that everyone may enter."""
    words: list[str] = []
    for above in reversed(Path(target).parents[:-1]):
        # By itself, bubblewrap closes them to all but the user who runs it.
        words += ["--perms", "0755", "--dir", str(above)]
    return [*words, "--ro-bind", source, target]


def start(
    arguments: list[str],
    limits: Limits,
    pass_fds: tuple[int, ...] = (),
    **more: Any,
) -> subprocess.Popen[bytes]:
    """Start the worker in the jail; return its process."""
    system_calls = calls.filter_file()
    try:
        return subprocess.Popen(
            command(arguments, limits, system_calls),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(*pass_fds, system_calls),
            env={},  # the jail can read bubblewrap's own, in /proc/1/environ
            **more,
        )
    finally:
        os.close(system_calls)


def program(folder: str) -> list[str]:
    """Return the command of the worker itself; ``folder`` is the one that holds PROGRAM."""
    # -I: nothing from the environment; -B: no .pyc is written.
    worker = f"{folder}/teaching/jail/worker.py"
    return [sys.executable, "-I", "-B", worker, folder]


def environment(home: str) -> dict[str, str]:
    """Return all environment variables of the worker."""
    threads = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM")
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": str(Path(home).parent),
        "LANG": "C.UTF-8",
        "USER": "student",
        "LOGNAME": "student",
        "MPLBACKEND": "Agg",
        "TORCHDYNAMO_DISABLE": "1",  # no compiler: torch.compile leaves a function as it is
        **{f"{name}_NUM_THREADS": "1" for name in threads},
    }


def _python_folders() -> list[str]:
    """Return where Python and its environment lie, as named and with links resolved."""
    folders: list[str] = []
    executable = Path(os.path.realpath(sys.executable))
    for prefix in (sys.base_prefix, sys.prefix, executable.parent.parent):
        for path in (str(prefix), os.path.realpath(prefix)):
            if path not in folders and path != "/":
                folders.append(path)
    covered = [*SYSTEM, *folders]
    return [
        path
        for path in folders
        if not any(Path(each) in Path(path).parents for each in covered)
    ]


def exposed(path: Path) -> str | None:
    """Return the folder by which student code could see this path, or a part of it; None if none.

    The path may not exist yet.
    """
    path = Path(os.path.realpath(path))
    shown = [*SYSTEM, *LINKER, *_python_folders()]
    shown += [str(ROOT / part) for part in PROGRAM]
    for folder in filter(os.path.exists, shown):
        # Not by name: a folder may be mounted at two places.
        for above in filter(os.path.exists, (path, *path.parents)):
            if os.path.samefile(folder, above):
                return folder
    return None


REMEDY_USER = (
    "allow user namespaces on this machine (some containers and systems "
    "forbid them), or use another one"
)
REMEDY_ROOT = (
    "everyone must be allowed to read this book and its Python, and a "
    "container must give its root the capability SYS_ADMIN; or grade as an "
    "ordinary user"
)


@cache
def available() -> str | None:
    """Return why there is no jail on this machine; None if there is one."""
    if sys.platform != "linux":
        return (
            f"the jail needs Linux, and this is {sys.platform}. "
            "Remedy: grade on a Linux machine, a virtual one or a container"
        )
    if not shutil.which("bwrap"):
        return (
            "the jail needs bubblewrap, and there is no program `bwrap`. "
            "Remedy: apt install bubblewrap (or dnf, pacman, zypper)"
        )
    if not os.geteuid() and not os.path.exists(SETPRIV):
        return (
            "the jail of root needs setpriv, and there is no program "
            f"{SETPRIV}. Remedy: apt install util-linux, or grade as "
            "an ordinary user"
        )
    try:
        calls.program()
    except (ImportError, RuntimeError) as error:
        return (
            f"the jail filters system calls, and cannot make the filter "
            f"({error}). Remedy: apt install libseccomp2 (or dnf, pacman, "
            "zypper: libseccomp), and install this book's extra `teaching`, "
            "as `make grade` does"
        )
    if folder := exposed(ROOT):
        return (
            f"the book lies in {folder}, which the jail must show to "
            "student code. Remedy: move the book to a folder of its own"
        )
    with tempfile.TemporaryFile() as said:
        process = start(["--greet"], Limits(), stderr=said)
        try:
            code = process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return "the jail did not answer within a minute"
        said.seek(0)
        text = said.read(2000).decode("utf-8", "replace").strip()
    if not code:
        return None
    return (
        f"bubblewrap cannot make a jail here: {text or f'exit {code}'}. "
        f"Remedy: {REMEDY_USER if os.geteuid() else REMEDY_ROOT}"
    )
