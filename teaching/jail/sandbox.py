"""The jail: where a student's code runs, and what it is allowed there.

Bubblewrap gives it namespaces of its own: no network and no process of ours to see or signal. Of
our files it sees only the system's programs, Python with its environment, and the FOLDERS below,
all read-only. The worker then sets its own resource limits before it runs the student's first
line.

What the jail does not promise: the kernel is shared, so a hole in the kernel is a hole here.
Memory that belongs to no process (``memfd_create``) is bounded only by the size and the number of
open files. If the grader runs as root, the kernel does not enforce the number of processes; the
session checks it instead, five times a second.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
INSIDE = "/jail"  # where the folders stand in the jail
# What the worker runs and the student may import. These folders hold no exercise and no test.
FOLDERS = ("graded", "teaching/jail", "book/reader", "transformer_lib")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
LINKER = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",  # Debian's BLAS is found through it
)


@dataclass(frozen=True)
class Limits:
    """What a submission may use; seconds are wall-clock seconds."""

    memory: int = 4096 * MIB  # allocated by one process
    address_space: int = 32768 * MIB  # CUDA builds of PyTorch reserve a lot
    resident: int = 6144 * MIB  # all its processes together
    disk: int = 256 * MIB  # in /tmp, and again in /dev/shm
    file_size: int = 128 * MIB
    open_files: int = 256
    processes: int = 64
    cpu_seconds: int = 240  # per process
    message: int = 8 * MIB  # one answer on its way out
    start_seconds: float = 60.0  # Python, NumPy, PyTorch on a busy machine
    cell_seconds: float = 20.0
    call_seconds: float = 60.0  # at most, whatever the test says
    total_seconds: float = 300.0
    restarts: int = 12  # after a hang or a crash


class NoJail(RuntimeError):
    """There is no jail on this machine, and nobody has allowed grading without one."""


def command(arguments, limits):
    """Return the command that runs the worker in the jail, as a list of words."""
    words = [
        *(shutil.which("bwrap") or "bwrap", "--unshare-all", "--unshare-user"),
        *("--uid", "65534", "--gid", "65534", "--hostname", "jail"),
        *("--cap-drop", "ALL", "--disable-userns"),
        *("--die-with-parent", "--new-session", "--clearenv"),
    ]
    for name, value in environment("/tmp/home").items():
        words += ["--setenv", name, value]
    # /proc/sys by itself would be writable for a grader that runs as root.
    words += ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]
    # The empty folders first: the environment may lie in /tmp, and must not be hidden by it.
    size = ["--size", str(limits.disk), "--tmpfs"]
    words += ["--dev", "/dev", *size, "/dev/shm"]
    words += [*size, "/tmp", "--dir", "/tmp/home"]
    for folder in SYSTEM:
        if os.path.islink(folder):  # /lib -> usr/lib, as on most systems
            words += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            words += ["--ro-bind", folder, folder]
    for path in (*LINKER, *_python_folders()):
        words += ["--ro-bind-try", path, path]
    for folder in FOLDERS:
        words += ["--ro-bind", str(ROOT / folder), f"{INSIDE}/{folder}"]
    # Until this, what bubblewrap has made can be written to, without bounds.
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    words += ["--chdir", "/tmp/home", "--"]
    return [*words, *program(INSIDE), *arguments]


def program(folder):
    """Return the command of the worker itself; ``folder`` is the one that holds FOLDERS."""
    # -I: nothing from the environment; -B: no .pyc is written.
    return [
        sys.executable,
        "-I",
        "-B",
        f"{folder}/teaching/jail/worker.py",
        folder,
    ]


def environment(home):
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
        **{f"{name}_NUM_THREADS": "1" for name in threads},
    }


def _python_folders():
    """Return where Python and its environment lie, as named and with links resolved."""
    folders = []
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


def _exposed(folders):
    """Return the one of these folders through which student code could see all of ROOT."""
    for folder in folders:
        shown = Path(os.path.realpath(folder))
        if shown == ROOT or shown in ROOT.parents:
            return folder
    return None


@cache
def available():
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
    exposed = _exposed([*SYSTEM, *_python_folders()])
    if exposed:
        return (
            f"the book lies in {exposed}, which the jail must show to "
            "student code. Remedy: move the book to a folder of its own"
        )
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(
                command(["--greet"], Limits()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={},
                timeout=60,
            ).returncode
        except subprocess.TimeoutExpired:
            return "the jail did not answer within a minute"
        said.seek(0)
        text = said.read(2000).decode("utf-8", "replace").strip()
    if code:
        return (
            f"bubblewrap cannot make a jail here: {text or f'exit {code}'}. "
            "Remedy: allow user namespaces on this machine (some containers "
            "and systems forbid them), or use another one"
        )
    return None
