"""A run that is saved and resumed, bit for bit."""

import torch

from teaching.authoring.exercise import Test

SAVED_OR_LOADED = """\
import io

import torch


def driver(answer, x, y, seed, taken, state, after):
    run = answer(x, y, seed)
    for _ in range(taken):
        run.step()
    file = io.BytesIO()
    if state is None:
        torch.save(run.save(), file)
    else:
        file.write(state.tobytes())
        file.seek(0)
        run.load(torch.load(file, weights_only=True))
    saved = torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)
    return saved, [run.step() for _ in range(after)]
"""

# The second run knows of the first what is in the file, and nothing else. Its targets are others,
# so that no loss can lie ready in the file.
RESUMED = """\
def examine(ask, x, y, seed, before, after, used):
    state, went_on = ask(x, y, seed, before, None, after)
    _, resumed = ask(x, y + 1, seed + 1, used, state, after, fresh=True)
    return {
        "the losses of the run that went on": went_on,
        "the losses of the resumed run, with other targets": resumed,
    }
"""

# The state is written to a file after the run has gone on, and loaded twice.
KEPT_OR_LOADED = """\
import io

import torch


def driver(answer, x, y, seed, taken, state, after):
    file, losses = io.BytesIO(), []
    if state is None:
        run = answer(x, y, seed)
        for _ in range(taken):
            run.step()
        kept = run.save()
        losses.append([run.step() for _ in range(after)])
        torch.save(kept, file)
    else:
        file.write(state.tobytes())
        file.seek(0)
        kept = torch.load(file, weights_only=True)
        for _ in range(2):  # the same state twice
            other = answer(x, y, seed)
            other.load(kept)
            losses.append([other.step() for _ in range(after)])
    saved = torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)
    return saved, losses
"""

KEPT = """\
def examine(ask, x, y, seed, before, after, used):
    state, (went_on,) = ask(x, y, seed, before, None, after)
    _, losses = ask(x, y + 1, seed + 1, used, state, after, fresh=True)
    return {
        "the losses of the run that went on": went_on,
        "the losses from the state that was kept, with other targets": losses[0],
        "the losses from it a second time": losses[1],
    }
"""


def draw(rng, first=False):
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    rows, width = int(rng.integers(5, 9)), int(rng.integers(2, 5))
    x = torch.randn(rows, width, generator=generator)
    y = x @ torch.randn(width, generator=generator)
    before = 0 if first else int(rng.integers(rows + 1, 3 * rows))
    if before % rows == 0 and not first:
        before += 1  # in the middle of an epoch
    after = rows + int(rng.integers(3, 8))  # into another epoch
    used = int(rng.integers(1, rows)) if not first else 0
    return x, y, int(rng.integers(1000)), before, after, used


TESTS = [
    Test(
        "resumed",
        3,
        "saved in the middle of an epoch, read from a file, loaded into a run that was used",
        draw,
        driver=SAVED_OR_LOADED,
        examiner=RESUMED,
        trials=2,
        rtol=0.0,
        atol=1e-12,
    ),
    Test(
        "kept",
        2,
        "a saved state does not change when a run goes on",
        draw,
        driver=KEPT_OR_LOADED,
        examiner=KEPT,
        rtol=0.0,
        atol=1e-12,
    ),
    Test(
        "from the beginning",
        1,
        "a run that has taken no step can be saved too",
        lambda rng: draw(rng, first=True),
        driver=SAVED_OR_LOADED,
        examiner=RESUMED,
        trials=1,
        rtol=0.0,
        atol=1e-12,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 9: self.weight.detach() -> self.weight": (
        "the clone is a copy either way, and load copies its numbers alone"
    ),
}
