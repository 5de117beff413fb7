"""Two heads, chosen by hand, that continue a pattern."""

import torch

from teaching.authoring.exercise import Test


def repeated(rng):
    """All words in some order, then again in the same order."""
    size = int(rng.integers(6, 16))
    order = torch.from_numpy(rng.permutation(size))
    return torch.cat([order, order]), size


def mixed(rng):
    """Each of some words twice, in any order; the first comes back late."""
    size = int(rng.integers(9, 20))
    some = rng.permutation(size)[: size - 2]
    order = rng.permutation([*some, *some])
    return torch.from_numpy(order), size


# The matrices come out, and are run outside: which words come is not known where they are made.
MADE = """\
def driver(answer, *sizes):
    return [[matrix for matrix in layer] for layer in answer(*sizes)]
"""

RUN = '''\
import torch
from torch.nn.functional import one_hot


def predicted(ask, tokens, vocab_size):
    """For every token the largest entry's word, and its share, up to 0.9."""
    length = len(tokens)
    parts = one_hot(tokens, vocab_size), torch.eye(length)
    x = torch.cat([*parts, torch.zeros(length, 2 * vocab_size)], dim=1)
    later = torch.ones(length, length).triu(1).bool()
    for layer in ask(vocab_size, length):
        layer = [torch.as_tensor(matrix).float() for matrix in layer]
        w_query, w_key, w_value, w_output = layer
        query, key, value = x @ w_query, x @ w_key, x @ w_value
        scores = query @ key.T / query.shape[1] ** 0.5
        x = x + scores.masked_fill(later, -torch.inf).softmax(1) @ value @ w_output
    entries = x[:, -vocab_size:].double()
    largest, named = entries.max(dim=1)
    share = largest / entries.sum(dim=1).abs().clamp(min=1e-9)
    return named, share.clamp(max=0.9).round(decimals=3)


'''

REPEATED = (
    RUN
    + """\
def examine(ask, tokens, size):
    named, share = predicted(ask, tokens, size)
    at = slice(size + 1, -1)
    return {
        "the words named in the second half": named[at],
        "their share of the entries, up to 0.9": share[at],
    }
"""
)

FIRST = (
    RUN
    + """\
def examine(ask, tokens, size):
    named, share = predicted(ask, tokens, size)
    at = size
    return {
        "the word named where the first word comes back": named[at],
        "their share of the entries, up to 0.9": share[at],
    }
"""
)

MIXED = (
    RUN
    + """\
def examine(ask, tokens, size):
    named, share = predicted(ask, tokens, size)
    again = [
        t
        for t in range(len(tokens))
        if tokens[t] in tokens[1:t] and tokens[t] != tokens[0]
    ]
    at = again
    return {
        "the words named where a word occurs again": named[at],
        "their share of the entries, up to 0.9": share[at],
    }
"""
)

TESTS = [
    Test(
        "again",
        3,
        "the words named when a sequence comes a second time",
        repeated,
        driver=MADE,
        examiner=REPEATED,
    ),
    Test(
        "any order",
        3,
        "the words named when words come back in any order",
        mixed,
        driver=MADE,
        examiner=MIXED,
    ),
    Test(
        "the first word",
        2,
        "the word named when the first word of the sequence comes back",
        repeated,
        driver=MADE,
        examiner=FIRST,
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
SHARP = "the softmax chooses one position with this number as well"
EQUIVALENT = {
    "line 6: 99 -> 100": SHARP,
    "line 6: 99 -> 98": SHARP,
    "line 7: position.T.roll(-1, dims=1) -> position.T.roll(-1)": (
        "only position 0 asks for another one, and it can only see itself"
    ),
}
