"""Becomes another program, in an empty session keyring: ``launch.py NUMBER PROGRAM ARGUMENT …``.

The session keyring is inherited through every fork, into every namespace; so keys of the teacher's
would be in the jail, and those of one student with the next. NUMBER is that of the call ``keyctl``.
"""

import ctypes
import errno
import os
import sys

JOIN_SESSION_KEYRING = 1
# The kernel has no keys, or refuses them here to everyone: then none can cross.
NO_KEYS = (errno.ENOSYS, errno.EPERM)


def main(number: str, *words: str) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    joined = library.syscall(int(number), JOIN_SESSION_KEYRING, None)
    code = ctypes.get_errno()
    if joined < 0 and code not in NO_KEYS:
        sys.exit(f"no session keyring of its own: {os.strerror(code)}")
    os.execv(words[0], words)


if __name__ == "__main__":
    main(*sys.argv[1:])
