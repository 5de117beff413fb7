"""The perplexity of a table on text sampled from it."""

from itertools import pairwise

import numpy as np

from teaching.authoring.exercise import Test


def draw(rng, zeros):
    """A table in which the mistakes make a difference."""
    while True:
        table, start, end = draw_table(rng, zeros)
        answers = np.sort(perplexities(table, start, end))
        if all(b > 1.09 * a for a, b in pairwise(answers)):
            seed = int(rng.integers(10**6))
            return table.astype("float32"), start, end, seed


def draw_table(rng, zeros):
    vocabulary = int(rng.integers(5, 9))
    start, end = (int(i) for i in rng.choice(vocabulary, 2, replace=False))
    # Some rows nearly certain, others nearly even: it matters which are visited.
    power = rng.choice([1, 12], (vocabulary, 1))
    power[start] = 1
    table = rng.random((vocabulary, vocabulary)) ** power
    if zeros:  # some tokens never follow others
        table[rng.random(table.shape) < 0.4] = 0.0
    table[:, start] = 0.0
    table[:, end] = table.sum(axis=1) * rng.uniform(0.1, 0.3) + 0.02
    table[end] = np.eye(vocabulary)[end]
    return table / table.sum(axis=1, keepdims=True), start, end


def perplexities(table, start, end):
    """The right one, without the ends, of the first tokens alone, and with all rows alike."""
    inner = np.arange(len(table)) != end
    p = table[inner]
    first = np.arange(len(table))[inner] == start
    # How often each token is expected to be read: once at the start, and after the others.
    visits = np.linalg.solve(np.eye(len(p)) - p[:, inner].T, first * 1.0)
    losses = -p * np.log(np.where(p > 0, p, 1.0))
    entropy = losses.sum(axis=1)
    kept = (
        visits
        @ losses[:, inner].sum(axis=1)
        / (visits @ p[:, inner].sum(axis=1))
    )
    return np.exp(
        [
            visits @ entropy / visits.sum(),
            kept,
            entropy[first][0],
            entropy.mean(),
        ]
    )


DRIVER = """\
import torch


def driver(answer, table, start, end, seed):
    generator = torch.Generator().manual_seed(seed)
    table = torch.from_numpy(table)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 1)
        found = float(answer(table, start, end, 4000, generator))
        again = float(answer(table, start, end, 4000, generator.manual_seed(seed)))
    return found, again
"""

EXAMINER = """\
def examine(ask, *inputs):
    found, again = ask(*inputs)
    return {
        "the perplexity": found,
        "the same seed of the generator gives the same": abs(found - again) < 1e-6,
    }
"""

TESTS = [
    Test(
        "perplexity",
        3,
        "the perplexity of the table on its own sentences, all tokens counted alike",
        lambda rng: draw(rng, zeros=False),
        driver=DRIVER,
        examiner=EXAMINER,
        rtol=0.04,
        trials=2,
        seconds=30.0,
    ),
    Test(
        "zeros",
        1,
        "the same for tables in which some tokens never follow others",
        lambda rng: draw(rng, zeros=True),
        driver=DRIVER,
        examiner=EXAMINER,
        rtol=0.04,
        trials=2,
        seconds=30.0,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: 0.0 -> 1.0": "1 among the losses of many thousand tokens is less than the tolerance",
    "line 4: 0 -> 1": "one among many thousand tokens is less than the tolerance",
    "line 4: 0 -> -1": "one among many thousand tokens is less than the tolerance",
    "line 6: 1 -> 2": "of two tokens drawn without replacement the first is drawn like a single one",
    "line 7: 0 -> -1": "there is one column, which is the first and the last",
    "line 8: table[tokens, following].log().sum().item() -> table[tokens, following].log().sum()": (
        "a tensor of one number, which math.exp takes too"
    ),
}
