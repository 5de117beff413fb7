"""Which system calls a student's code may make: a filter that bubblewrap loads into the jail.

It is an allow list, because the kernel gets new calls every year: what Python, NumPy, PyTorch and a
student's own processes and sockets need. Whatever is not on it answers ENOSYS, as in a kernel that
does not know the call, so libraries fall back to what they did before it existed. Left out with
intent:

- what other jails were left through: namespaces, mounts, ``bpf``, ``io_uring``, ``userfaultfd``,
  ``perf_event_open``, modules, ``vsock`` and all socket families but three;
- other processes' memory and files: ``ptrace``, ``process_vm_readv``, ``pidfd_getfd``, ``kcmp``;
- what outlives the jail: ``keyctl`` and the like;
- memory that belongs to no process, which no limit of ours would count: ``memfd_create``, System V
  segments and queues, ``vmsplice``, and shared memory without a file (``mmap``). With a file, in
  /dev/shm, it is there, and bounded.
"""

import contextlib
import errno
import os
import socket
import tempfile
from functools import cache
from typing import Any

FILES = """
    access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat
    faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat
    fdatasync fgetxattr flistxattr flock fstat fstatfs fsync ftruncate futimesat getcwd getdents
    getdents64 getxattr ioctl lchown lgetxattr link linkat listxattr llistxattr lseek lstat
    mkdir mkdirat newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev
    pwritev2 read readahead readlink readlinkat readv rename renameat renameat2 rmdir sendfile
    stat statfs statx symlink symlinkat truncate umask unlink unlinkat utime utimensat utimes
    write writev
"""
WAITING = """
    alarm clock_getres clock_gettime clock_nanosleep epoll_create epoll_create1 epoll_ctl
    epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 getitimer gettimeofday nanosleep pause
    pipe pipe2 poll ppoll pselect6 select setitimer signalfd signalfd4 time timer_create
    timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime
    timerfd_settime times
"""
MEMORY = (
    "brk get_mempolicy madvise membarrier mincore mprotect mremap msync munmap"
)
PROCESSES = """
    arch_prctl capget capset execve execveat exit exit_group fork futex futex_waitv
    get_robust_list getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid
    getpriority getrandom getresgid getresuid getrlimit getrusage getsid gettid getuid kill
    pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam
    sched_getscheduler sched_setaffinity sched_yield set_robust_list set_tid_address setgroups
    setpgid setpriority setresgid setresuid setrlimit setsid sigaltstack sysinfo tgkill tkill
    uname vfork wait4 waitid
"""
SOCKETS = """
    accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg
    recvmsg sendmmsg sendmsg sendto setsockopt shutdown socketpair
"""
ALLOWED = " ".join([FILES, WAITING, MEMORY, PROCESSES, SOCKETS]).split()

# Of fcntl: descriptors, flags, locks, owners; pipes and seals from 1030. Not leases and notices
# (1024 to 1029): a lease on the teacher's own file lets whoever opens it wait.
FCNTL = [*range(17), *range(36, 39), *range(1030, 1035)]
MAP_ANONYMOUS, MAP_TYPE, MAP_PRIVATE = 0x20, 0x0F, 0x02
# Of clone: a mount, cgroup, UTS, IPC, user, PID or network namespace. clone3, whose flags a filter
# cannot see, is left out: the C library goes on with clone.
NEW_NAMESPACE = 0x7E020000
FAMILIES = (socket.AF_INET, socket.AF_INET6)
MOST_PROTOCOL = socket.IPPROTO_UDP


@cache
def program() -> bytes:
    """Return the compiled filter as bytes.

    Raises
    ------
    ImportError, RuntimeError
        If pyseccomp or the library below it, libseccomp, is missing.
    """
    import pyseccomp as seccomp

    refuse = seccomp.ERRNO(errno.ENOSYS)
    rules = seccomp.SyscallFilter(refuse)
    # Calls in the numbers of another architecture, such as 32-bit ones on a 64-bit kernel.
    rules.set_attr(seccomp.Attr.ACT_BADARCH, refuse)
    with contextlib.suppress(OSError):  # libseccomp before 2.5
        rules.set_attr(seccomp.Attr.CTL_OPTIMIZE, 2)  # a tree, not a list

    def allow(name: str, *conditions: Any) -> None:
        # Negative: this architecture, or this libseccomp, does not know the call.
        number = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
        if number >= 0:
            rules.add_rule(seccomp.ALLOW, number, *conditions)

    def bits(argument: int, mask: int, value: int) -> Any:
        return seccomp.Arg(argument, seccomp.MASKED_EQ, mask, value)

    for name in ALLOWED:
        allow(name)
    for command in FCNTL:
        allow("fcntl", bits(1, 0xFFFFFFFF, command))
    allow("clone", bits(0, NEW_NAMESPACE, 0))
    allow("mmap", bits(3, MAP_ANONYMOUS, 0))
    allow("mmap", bits(3, MAP_TYPE, MAP_PRIVATE))
    allow("socket", seccomp.Arg(0, seccomp.EQ, socket.AF_UNIX))
    for family in FAMILIES:
        allow(
            "socket",
            seccomp.Arg(0, seccomp.EQ, family),
            seccomp.Arg(2, seccomp.LE, MOST_PROTOCOL),
        )
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def filter_file() -> int:
    """Return a file descriptor that the filter can be read from, once."""
    fd = os.memfd_create("seccomp")
    os.write(fd, program())
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def number_of(name: str) -> int:
    """Return the number of a system call on this machine."""
    import pyseccomp as seccomp

    number: int = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
    return number
