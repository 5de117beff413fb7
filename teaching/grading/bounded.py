"""A bound on the memory of whoever judges: what he computes with may come from anyone.

No list of bad values would be complete: an examiner repeats, multiplies, broadcasts, or keeps what
it is sent. So the process itself may take so much more, and what asks for more is an error of that
answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOST_MEMORY = 1024 * 2**20  # bytes, beyond what the process has


@contextmanager
def bounded() -> Iterator[None]:
    """Let this process take no more than MOST_MEMORY; where the system counts none, do nothing."""
    try:
        import resource  # not on Windows

        with open("/proc/self/status", encoding="ascii") as file:
            (data,) = (line for line in file if line.startswith("VmData:"))
    except (ImportError, OSError, ValueError):
        yield
        return
    soft, hard = before = resource.getrlimit(resource.RLIMIT_DATA)
    most = 1024 * int(data.split()[1]) + MOST_MEMORY
    for other in (soft, hard):
        if other != resource.RLIM_INFINITY:
            most = min(most, other)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield
    finally:
        with suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, before)
