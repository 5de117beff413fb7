"""The old file or the new one is whole, whenever the power fails."""

from teaching.authoring.exercise import Test

# The disk is outside, and the answer asks for its operations: what it keeps for itself is lost.
DISK = """\
import numpy as np


class PowerCut(BaseException):
    pass


class Disk:
    def __init__(self, asked):
        self._asked = asked

    def _operation(self, what, *given):
        problem, found = self._asked(what, *given)
        if problem == "cut":
            raise PowerCut
        if problem:
            raise KeyError(*given[:1])
        return found

    def write(self, name, data):
        data = np.frombuffer(bytes(data), dtype=np.uint8)
        self._operation("write", name, data)

    def sync(self, name):
        self._operation("sync", name)

    def rename(self, old, new):
        self._operation("rename", old, new)

    def delete(self, name):
        self._operation("delete", name)

    def read(self, name):
        return self._operation("read", name).tobytes()

    def names(self):
        return self._operation("names")

"""

OUTSIDE = """\
import numpy as np


class Disk:
    def __init__(self):
        self.files, self.unsynced, self.cut, self.done = {}, set(), None, 0
        self.written, self.is_cut = [], False

    def asked(self, what, *given):
        if self.is_cut:
            return "cut", None
        try:
            return "", getattr(self, f"do_{what}")(*given)
        except KeyError:
            return "missing", None
        except InterruptedError:
            return "cut", None

    def _operation(self):
        if self.done == self.cut:
            self.restart()
            self.is_cut = True
            raise InterruptedError
        self.done += 1

    def restart(self):
        for name in self.unsynced & self.files.keys():
            self.files[name] = self.files[name][: len(self.files[name]) // 2]
        self.unsynced, self.is_cut = set(), False

    def do_write(self, name, data):
        self.files[name] = np.asarray(data, dtype=np.uint8).tobytes()
        self.unsynced.add(name)
        self.written.append(name)
        self._operation()

    def do_sync(self, name):
        self._operation()
        self.unsynced.discard(name)

    def do_rename(self, old, new):
        self._operation()
        self.files[new] = self.files.pop(old)
        self.written.append(new)
        self.unsynced.discard(new)
        if old in self.unsynced:
            self.unsynced.remove(old)
            self.unsynced.add(new)

    def do_delete(self, name):
        self._operation()
        del self.files[name]

    def do_read(self, name):
        return np.frombuffer(self.files[name], dtype=np.uint8)

    def do_names(self):
        return sorted(self.files)

"""

SAVES = (
    DISK
    + """

def driver(answer, asked, name, data):
    try:
        answer(Disk(asked), name, bytes(data))
    except PowerCut:
        pass
"""
)

GOOD_DAY = (
    OUTSIDE
    + """

def examine(ask, name, versions):
    disk, found = Disk(), {}
    for k, data in enumerate(versions):
        ask(name, data, oracle=disk.asked)
        whole = disk.files.get(name) == bytes(data)
        found[f"the bytes are there after saving {k + 1}"] = whole
        found[f"other files after saving {k + 1}"] = len(disk.files) - 1
    disk.restart()  # the power fails later
    whole = disk.files.get(name) == bytes(data)
    found["the bytes are there after a later power cut"] = whole
    found["the bytes after a later power cut"] = len(disk.files.get(name, b""))
    return found
"""
)

POWER_CUTS = (
    OUTSIDE
    + """

def examine(ask, name, versions):
    old, new = map(bytes, versions[:2])
    found = {}
    for cut in range(9):
        disk = Disk()
        disk.files[name] = old
        disk.cut = cut
        ask(name, versions[1], oracle=disk.asked)
        disk.restart()  # if there was no cut, the power fails now
        found[f"a whole file after a cut in operation {cut}"] = (
            disk.files.get(name) in (old, new)
        )
        disk.cut = None
        ask(name, versions[1], oracle=disk.asked)
        disk.restart()
        whole = disk.files.get(name) == new
        found[f"the bytes are there after saving again, cut {cut}"] = whole
    return found
"""
)


def versions(rng):
    name = "".join(rng.choice(list("abcdefgh"), 5)) + ".pt"
    data = [
        [int(b) for b in rng.integers(0, 256, int(rng.integers(6, 20)))]
        for _ in range(3)
    ]
    return name, data


TESTS = [
    Test(
        "a good day",
        1,
        "the newest bytes are there, nothing else is, and they are synced",
        versions,
        driver=SAVES,
        examiner=GOOD_DAY,
    ),
    Test(
        "power cuts",
        4,
        "whenever the power fails, the old file or the new one is whole",
        versions,
        driver=SAVES,
        examiner=POWER_CUTS,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
