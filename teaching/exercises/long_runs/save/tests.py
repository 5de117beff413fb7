"""The old file or the new one is whole, whenever the power fails."""

from teaching.authoring.exercise import Test

DISK = """\
class PowerCut(Exception):
    pass


class Disk:
    def __init__(self):
        self.files, self.unsynced, self.cut, self.done = {}, set(), None, 0
        self.written = []

    def _operation(self):
        if self.done == self.cut:
            self.restart()
            raise PowerCut
        self.done += 1

    def restart(self):
        for name in self.unsynced & self.files.keys():
            self.files[name] = self.files[name][: len(self.files[name]) // 2]
        self.unsynced = set()

    def write(self, name, data):
        self.files[name] = bytes(data)
        self.unsynced.add(name)
        self.written.append(name)
        self._operation()

    def sync(self, name):
        self._operation()
        self.unsynced.discard(name)

    def rename(self, old, new):
        self._operation()
        self.files[new] = self.files.pop(old)
        self.written.append(new)
        self.unsynced.discard(new)
        if old in self.unsynced:
            self.unsynced.remove(old)
            self.unsynced.add(new)

    def delete(self, name):
        self._operation()
        del self.files[name]

    def read(self, name):
        return self.files[name]

    def names(self):
        return sorted(self.files)

"""

GOOD_DAY = (
    DISK
    + """

def driver(answer, name, versions):
    disk, found = Disk(), {}
    for k, data in enumerate(versions):
        answer(disk, name, bytes(data))
        found[f"the bytes after saving {k + 1}"] = list(disk.read(name))
        found[f"other files after saving {k + 1}"] = len(disk.names()) - 1
    disk.restart()  # the power fails later
    found["the bytes after a later power cut"] = list(disk.read(name))
    return found
"""
)

POWER_CUTS = (
    DISK
    + """

def driver(answer, name, versions):
    old, new = map(bytes, versions[:2])
    found = {}
    for cut in range(9):
        disk = Disk()
        disk.files[name] = old
        disk.cut = cut
        try:
            answer(disk, name, new)
        except PowerCut:
            pass
        disk.restart()  # if there was no cut, the power fails now
        found[f"a whole file after a cut in operation {cut}"] = (
            disk.files.get(name) in (old, new)
        )
        disk.cut = None
        answer(disk, name, new)
        disk.restart()
        found[f"the bytes after saving again, cut {cut}"] = list(disk.read(name))
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
        driver=GOOD_DAY,
    ),
    Test(
        "power cuts",
        4,
        "whenever the power fails, the old file or the new one is whole",
        versions,
        driver=POWER_CUTS,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
