"""How the book talks to the kernels that run its chapters."""

import atexit
import shutil
import tempfile
from itertools import count
from pathlib import Path

_numbers = count()
_folders = []


def kernel_options() -> dict[str, str]:
    """Return options of a new kernel manager: sockets in a folder of ours instead of ports.

    A port that is free when it is chosen may be taken when the kernel opens it: one start in 150
    failed. And a kernel warns of eavesdroppers when others could reach its ports. A socket's path
    may be 104 characters long, hence the short names.
    """
    if not _folders:
        _folders.append(tempfile.mkdtemp(prefix="book-"))
        atexit.register(shutil.rmtree, _folders[0], ignore_errors=True)
    file = Path(_folders[0]) / f"{next(_numbers)}.json"
    return {"transport": "ipc", "connection_file": str(file)}
