"""A training run that reaches a score within a budget of sequences."""

from itertools import product

from teaching.authoring.exercise import Test

WORDS = 8


def draw(rng, budget):
    """Pairs of a language of eight words, 300 to train on and 60 unseen; a seed; the budget."""
    other = 3 + rng.permutation(WORDS)
    every = list(product(range(WORDS), repeat=3))
    pairs = [
        ([3 + word for word in words], [1, *other[list(words)].tolist(), 2])
        for words in (every[i] for i in rng.permutation(len(every))[:360])
    ]
    return pairs[:300], pairs[300:], int(rng.integers(1000)), budget


MODEL = """\
import torch

from transformer_lib import Transformer


def new_model():
    sizes = {"d_model": 32, "num_heads": 2, "num_layers": 1, "d_ff": 64}
    options = {"dropout": 0.0, "norm_first": True, "max_len": 8}
    return Transformer(11, 11, **sizes, **options)


"""

DRIVER = (
    MODEL
    + """\
def driver(answer, pairs, seed, budget):
    torch.manual_seed(seed)
    model = new_model()
    used = {"encoder": 0, "decoder": 0}
    for name in used:

        def count(_, given, name=name):
            if torch.is_grad_enabled():
                used[name] += len(given[0])

        getattr(model, name).register_forward_pre_hook(count)
    answer(model, pairs, budget)
    return max(used.values()), dict(model.state_dict())
"""
)

# Its weights are judged, and nothing else that the answer has made of it. Those who train well
# enough all answer alike: with the true translations.
EXAMINER = (
    MODEL
    + """\
def examine(ask, pairs, unseen, seed, budget):
    used, weights = ask(pairs, seed, budget)
    model = new_model().eval()
    model.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()})
    src, right = (torch.tensor(side) for side in zip(*unseen, strict=True))
    found = model.generate(src, start_id=1, end_id=2, max_new_tokens=4)
    found = torch.nn.functional.pad(found, (0, 5 - found.shape[1]))
    enough = (found == right)[:, 1:4].float().mean() >= NEEDED
    return {
        "sequences above the budget": max(0, used - budget),
        "the translations, if NEEDED of their words are right": (
            right[:, 1:] if enough else found[:, 1:]
        ),
    }
"""
)

# Lower by far than what the solution reaches, so that a draw on which it is unlucky passes too.
TESTS = [
    Test(
        "small budget",
        4,
        "with a budget of 800 sequences 45 % of the words of unseen sentences are right",
        lambda rng: draw(rng, 800),
        driver=DRIVER,
        examiner=EXAMINER.replace("NEEDED", "0.45"),
        trials=1,
    ),
    Test(
        "large budget",
        4,
        "with a budget of 1,200 sequences 75 % of the words of unseen sentences are right",
        lambda rng: draw(rng, 1200),
        driver=DRIVER,
        examiner=EXAMINER.replace("NEEDED", "0.75"),
        trials=1,
    ),
]

_AS_GOOD = "a setting that trains as well: what is graded is the result"

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: torch.optim.Adam(model.parameters(), betas=(0.9, 0.98)) -> torch.optim.Adam(model.parameters())": _AS_GOOD,
    "line 4: 12 -> 13": _AS_GOOD,
    "line 5: 60 -> 61": "twelve sequences of five tokens fit into 61 as into 60",
    "line 5: 60 -> 59": _AS_GOOD,
    "line 7: 10 -> 11": _AS_GOOD,
    "line 7: 10 -> 9": _AS_GOOD,
}
