"""A run that no power cut and no damaged file can stop."""

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


class ToyRun:
    steps_taken = reached = repeated = 0
    fails_at = None

    def __init__(self, seed):
        self.at, self.value = 0, seed

    def step(self):
        ToyRun.steps_taken += 1
        if ToyRun.steps_taken > 20_000:
            raise RuntimeError("too many steps")
        if self.at == ToyRun.fails_at:
            raise PowerCut
        ToyRun.repeated = max(ToyRun.repeated, ToyRun.reached - self.at)
        self.at += 1
        ToyRun.reached = max(ToyRun.reached, self.at)
        self.value = (1_103_515_245 * self.value + self.at) % 2**31

    def save(self):
        return f"{self.at} {self.value}".encode()

    def load(self, data):
        self.at, self.value = map(int, data.split())


def newest(disk):
    return next(name for name in reversed(disk.written) if name in disk.files)


def damage(disk, rng):
    name = newest(disk)
    data = bytearray(disk.files[name])
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(3)
    disk.files[name] = bytes(data)
"""

RUNS = (
    DISK
    + """

import random


def driver(answer, seed, steps, every, cuts, damages):
    rng, disk = random.Random(seed), Disk()
    ToyRun.steps_taken = ToyRun.reached = ToyRun.repeated = 0
    calls = 0
    for cut in [*cuts, None]:
        run = ToyRun(seed)
        disk.done, disk.cut, calls = 0, cut, calls + 1
        ToyRun.fails_at = None
        if calls in damages:  # the power fails in a step, between two savings
            disk.cut, ToyRun.fails_at = None, ToyRun.reached + 3 * every // 2
        try:
            answer(disk, run, steps, every)
        except PowerCut:
            if calls in damages:
                disk.restart()
                damage(disk, rng)
    allowed = (2 if damages else 1) * every
    return {
        "the step at the end": run.at,
        "the value at the end": run.value,
        "no more than three files": len(disk.names()) <= 3,
        f"no more than {allowed} steps done again": ToyRun.repeated <= allowed,
    }
"""
)

NOTHING_WHOLE = (
    DISK
    + """

import random


def driver(answer, seed, steps, every, cuts, damages):
    rng, disk = random.Random(seed), Disk()
    ToyRun.steps_taken, ToyRun.fails_at = 0, None
    answer(disk, ToyRun(seed), 2 * every, every)
    written = len(disk.written)
    for name in disk.names():  # all are damaged
        data = bytearray(disk.files[name])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(3)
        disk.files[name] = bytes(data)
    run = ToyRun(seed)
    ToyRun.steps_taken = 0
    answer(disk, run, steps, every)
    again = ToyRun(seed)
    taken = ToyRun.steps_taken
    ToyRun.steps_taken = 0
    answer(disk, again, steps, every)  # a finished run is hardly trained again
    return {
        "the value at the end": run.value,
        "steps taken from the beginning": taken,
        "the value, called once more": again.value,
        "saved no more often than asked": written <= 5,
        "few steps the second time": ToyRun.steps_taken <= every,
    }
"""
)


def draw(rng, damaged=True):
    every = int(rng.integers(4, 9))
    steps = every * int(rng.integers(70, 80)) + int(rng.integers(0, every))
    cuts = [int(c) for c in rng.integers(0, 17, int(rng.integers(6, 9)))]
    damages = []
    if damaged:  # late enough that starting again would show
        cuts = [13, 14, *cuts[:5], int(rng.integers(0, 8))]
        damages = [2, *(3 + k for k in range(5) if rng.random() < 0.5), 8]
    return int(rng.integers(1, 2**31)), steps, every, cuts, damages


TESTS = [
    Test(
        "power cuts",
        3,
        "the end is the same whenever the power fails, with little done twice",
        lambda rng: draw(rng, damaged=False),
        driver=RUNS,
        trials=6,
    ),
    Test(
        "damaged files",
        3,
        "the newest file may be damaged; then the one before it counts",
        draw,
        driver=RUNS,
        trials=8,
    ),
    Test(
        "nothing whole",
        2,
        "if no file is whole the run starts again; a finished run is not repeated",
        draw,
        driver=NOTHING_WHOLE,
        trials=4,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 15: 0 -> 1": "it saves as often, one step later each time",
    "line 19: -2 -> -2 - 1": "three files are allowed",
    "line 19: 2 -> 3": "three files are allowed",
}
