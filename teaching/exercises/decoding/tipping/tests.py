"""The alpha at which another hypothesis becomes the best, measured."""

import math

import numpy as np

from teaching.authoring.exercise import Test

WORDS = 12


def draw(rng, more):
    """A table of what follows what: a short sentence, a long one, and where they tip."""
    while True:
        length = int(rng.integers(3, 7))  # words of the long one
        first = rng.uniform(0.5, 0.7)  # of the long one
        sure = rng.uniform(0.75, 0.95, length)
        short = math.log((1 - first) * 0.97)
        long = math.log(first) + np.log(sure).sum()
        if long >= short:
            continue
        alpha = math.log(long / short) / math.log((length + 1) / 2)
        if 0.1 < alpha < 1.8:
            break
    ids = 3 + rng.permutation(WORDS - 3)
    table = np.zeros((WORDS, WORDS))
    table[1, ids[0]], table[1, ids[1]] = 1 - first, first
    table[ids[0], 2], table[ids[0], ids[0]] = 0.97, 0.03
    path = [*ids[1 : length + 1], 2]
    for i, word in enumerate(path[:-1]):
        table[word, path[i + 1]] += sure[i]
        table[word, ids[0]] += 1 - sure[i]
    table[table.sum(1) == 0, 2] = 1.0  # words that never come
    return table, int(length + 1 + more)


DRIVER = """\
import torch

from transformer_lib import Transformer


class Table(Transformer):
    def decode(self, tgt, memory, src=None, need_weights=False, cache=None):
        return self.numbers.log()[tgt]


def driver(answer, table, limit):
    sizes = {"d_model": 2, "num_heads": 1, "num_layers": 1, "d_ff": 2}
    model = Table(3, len(table), **sizes, max_len=16)
    model.numbers = torch.from_numpy(table)
    options = {"start_id": 1, "end_id": 2}
    options |= {"max_new_tokens": limit, "num_beams": 3}
    return float(answer(model, torch.tensor([[1]]), options))
"""

TESTS = [
    Test(
        "tipping",
        2,
        "the smallest alpha at which another hypothesis is best",
        lambda rng: draw(rng, 1),
        driver=DRIVER,
        names=("the alpha",),
        rtol=0.0,
        atol=0.006,
        trials=2,
    ),
    Test(
        "limit",
        2,
        "the same where the longer hypothesis ends at the limit",
        lambda rng: draw(rng, 0),
        driver=DRIVER,
        names=("the alpha",),
        rtol=0.0,
        atol=0.006,
        trials=2,
    ),
]

_SOURCE = "there is one source, which is the first and the last"
_SWAP = (
    "at the border the two best hypotheses change places, so either shows it"
)
_FINE = "the border is found more coarsely, but within what is asked for"

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: 0 -> -1": _SOURCE,
    "line 6: 0 -> 1 (2)": _SWAP,
    "line 6: 0 -> -1 (3)": _SOURCE,
    "line 6: 0 -> 1 (4)": _SWAP,
    "line 8: 2.0 -> 3.0": "the borders that are drawn lie below 2",
    "line 8: 2.0 -> 20.0": "the borders that are drawn lie below 2",
    "line 9: high - low > 0.001 -> high - low >= 0.001": (
        "the difference is 2 halved again and again, never exactly 0.001"
    ),
    "line 9: 0.001 -> 0.01": _FINE,
}
