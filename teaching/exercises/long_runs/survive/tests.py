"""A run that no power cut and no damaged file can stop."""

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
import hashlib
import random

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


class ToyRun:
    # Nobody can write its bytes who has not saved them: the value in them is hidden by a key that
    # stays here. What the value is multiplied by, a few steps tell.
    def __init__(self, seed, key):
        self.seed, self.key = seed, key
        self.factor = random.Random(key).randrange(5, 2**31, 8)
        self.steps_taken = self.reached = self.repeated = 0
        self.fails_at = None
        self.begin()

    def begin(self):
        self.at, self.value = 0, self.seed

    def do_step(self):
        self.steps_taken += 1
        if self.steps_taken > 20_000:
            raise RuntimeError("too many steps")
        if self.at == self.fails_at:
            raise InterruptedError
        self.repeated = max(self.repeated, self.reached - self.at)
        self.at += 1
        self.reached = max(self.reached, self.at)
        self.value = (self.factor * self.value + self.at) % 2**31

    def hidden(self, at, value):
        digest = hashlib.sha256(f"{self.key} {at}".encode()).digest()
        return value ^ int.from_bytes(digest[:4], "big") % 2**31

    def do_save(self):
        text = f"{self.at} {self.hidden(self.at, self.value)}"
        return np.frombuffer(text.encode(), dtype=np.uint8)

    def do_load(self, data):
        at, value = map(int, np.asarray(data, dtype=np.uint8).tobytes().split())
        self.at, self.value = at, self.hidden(at, value)

    def do_look(self):
        return [self.at, self.value]


class Machine:
    # A disk and the run that it is for: what the answer asks.

    def __init__(self, seed, key):
        self.disk, self.run = Disk(), ToyRun(seed, key)

    def asked(self, what, *given):
        if not hasattr(self.run, f"do_{what}"):
            return self.disk.asked(what, *given)
        if self.disk.is_cut:
            return "cut", None
        try:
            return "", getattr(self.run, f"do_{what}")(*given)
        except ValueError:
            return "not a state", None
        except InterruptedError:
            self.disk.is_cut = True
            return "cut", None


def newest(disk):
    return next(name for name in reversed(disk.written) if name in disk.files)


def damage(disk, name, rng):
    data = bytearray(disk.files[name])
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(3)
    disk.files[name] = bytes(data)
"""

GOES_ON = (
    DISK
    + """
class Run:
    def __init__(self, asked):
        self._asked = asked

    def _operation(self, what, *given):
        problem, found = self._asked(what, *given)
        if problem == "cut":
            raise PowerCut
        if problem:
            raise ValueError(problem)
        return found

    @property
    def at(self):
        return self._operation("look")[0]

    @property
    def value(self):
        return self._operation("look")[1]

    def step(self):
        self._operation("step")

    def save(self):
        return self._operation("save").tobytes()

    def load(self, data):
        self._operation("load", np.frombuffer(bytes(data), dtype=np.uint8))


def driver(answer, asked, steps, every):
    try:
        answer(Disk(asked), Run(asked), steps, every)
    except PowerCut:
        pass
"""
)

RUNS = (
    OUTSIDE
    + """

def examine(ask, seed, key, steps, every, cuts, damages):
    rng = random.Random(key + 1)
    machine = Machine(seed, key)
    disk, run = machine.disk, machine.run
    # After a damage, or each fourth time, in a process that remembers nothing.
    for calls, cut in enumerate([*cuts, None], 1):
        run.begin()
        disk.done, disk.cut, run.fails_at = 0, cut, None
        if calls in damages:  # the power fails in a step, between two savings
            disk.cut, run.fails_at = None, run.reached + 3 * every // 2
        fresh = calls - 1 in damages or not damages and calls % 4 == 0
        ask(steps, every, oracle=machine.asked, fresh=fresh)
        if disk.is_cut and calls in damages:
            disk.restart()
            damage(disk, newest(disk), rng)
        disk.is_cut = False
    allowed = (2 if damages else 1) * every
    return {
        "the step at the end": run.at,
        "the value at the end": run.value,
        "no more than three files": len(disk.files) <= 3,
        f"no more than {allowed} steps done again": run.repeated <= allowed,
    }
"""
)

NOTHING_WHOLE = (
    OUTSIDE
    + """

def examine(ask, seed, key, steps, every, cuts, damages):
    rng = random.Random(key + 1)
    machine = Machine(seed, key)
    disk, run = machine.disk, machine.run

    def asked_to_reach(steps, fresh=True):
        run.begin()
        run.steps_taken = 0
        ask(steps, every, oracle=machine.asked, fresh=fresh)
        return run.value, run.steps_taken

    asked_to_reach(2 * every, fresh=False)
    written = len(disk.written)
    for name in sorted(disk.files):  # all are damaged
        damage(disk, name, rng)
    value, taken = asked_to_reach(steps)
    # A finished run is hardly trained again.
    again, few = asked_to_reach(steps)
    return {
        "the value at the end": value,
        "steps taken from the beginning": taken,
        "the value, called once more": again,
        "saved no more often than asked": written <= 5,
        "few steps the second time": few <= every,
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
    seed, key = (int(n) for n in rng.integers(1, 2**62, 2))
    return seed % 2**31, key, steps, every, cuts, damages


TESTS = [
    Test(
        "power cuts",
        3,
        "the end is the same whenever the power fails, with little done twice",
        lambda rng: draw(rng, damaged=False),
        driver=GOES_ON,
        examiner=RUNS,
        trials=2,
    ),
    Test(
        "damaged files",
        3,
        "the newest file may be damaged; then the one before it counts",
        draw,
        driver=GOES_ON,
        examiner=RUNS,
        trials=3,
    ),
    Test(
        "nothing whole",
        2,
        "if no file is whole the run starts again; a finished run is not repeated",
        draw,
        driver=GOES_ON,
        examiner=NOTHING_WHOLE,
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 15: 0 -> 1": "it saves as often, one step later each time",
    "line 19: -2 -> -2 - 1": "three files are allowed",
    "line 19: 2 -> 3": "three files are allowed",
}
