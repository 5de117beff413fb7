"""Packed sequences, judged by loss, gradients and rows."""

from teaching.authoring.exercise import Test


def draw(rng):
    """Sequences laid end to end, their lengths, the length of a row, the padding."""
    length = int(rng.integers(8, 12))
    sizes = rng.integers(3, length - 1, 6)
    sizes[0] = length + 1  # fills a row by itself
    sizes = rng.permutation(sizes)
    pad = int(rng.integers(0, 9))
    ids = [n for n in range(9) if n != pad]
    tokens = rng.choice(ids, int(sizes.sum()))
    return tokens, sizes.tolist(), length, pad, int(rng.integers(10**6))


def exact(rng):
    """One sequence fills a row by itself, two others fill one together, one leaves a gap."""
    _, _, length, pad, seed = draw(rng)
    first = int(rng.integers(2, length - 2))
    sizes = [first + 1, length + 1, length - first + 1, length]
    ids = [n for n in range(9) if n != pad]
    return rng.choice(ids, sum(sizes)), sizes, length, pad, seed


MODEL = """\
import torch
from transformer_lib import MultiHeadAttention


class Model(torch.nn.Module):
    def __init__(self, seed, longest):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.tokens = torch.nn.Embedding(9, 12)
            self.places = torch.nn.Embedding(longest, 12)
            self.attention = MultiHeadAttention(12, 3)
            self.again = MultiHeadAttention(12, 3)
            self.to_logits = torch.nn.Linear(12, 9)
        self.calls = []

    def forward(self, tokens, positions, mask):
        if tokens.shape != positions.shape or tokens.dim() != 2:
            raise ValueError("tokens and positions must have the shape (rows, length)")
        self.calls.append(tokens.detach().clone())
        x = self.tokens(tokens) + self.places(positions)
        for attention in (self.attention, self.again):
            x = x + attention(x, x, x, mask)[0]
        return self.to_logits(3 * x)


def run(answer, tokens, sizes, length, pad_id, seed):
    \"\"\"The model, the loss, and what every test asks besides: without packing it is no task.\"\"\"
    sequences = list(torch.from_numpy(tokens).split(sizes))
    model = Model(seed, length)
    loss = answer(model, sequences, length, pad_id)
    used = sorted((model.calls[0] != pad_id).sum(dim=1).tolist())
    return model, loss, {
        "calls of the model": len(model.calls),
        "the length of a row": model.calls[0].shape[1],
        "all tokens are there": sum(used) == len(tokens) - len(sizes),
        "two rows would fit into one": sum(used[:2]) <= length,
    }


"""

LOSS = (
    MODEL
    + """\
def driver(answer, *inputs):
    _, loss, facts = run(answer, *inputs)
    return {"the loss": loss, **facts}
"""
)

GRADIENT = (
    MODEL
    + """\
def driver(answer, *inputs):
    model, loss, facts = run(answer, *inputs)
    loss.backward()
    return {
        "the gradient of the last matrix": model.to_logits.weight.grad,
        "the gradient of the positions": model.places.weight.grad,
        **facts,
    }
"""
)

TESTS = [
    Test(
        "loss",
        2,
        "the loss of all sequences run alone, from one call whose rows are well packed",
        draw,
        driver=LOSS,
        rtol=1e-4,
    ),
    Test(
        "gradients",
        2,
        "the gradients of all sequences run alone, from such a call",
        draw,
        driver=GRADIENT,
        rtol=1e-3,
    ),
    Test(
        "rows",
        2,
        "the loss, where some rows are filled to their last position",
        exact,
        driver=LOSS,
    ),
]

BEHIND = "padding stands behind all sequences, so the causal mask hides it from them"
# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 19: enumerate(row, start=1) -> enumerate(row)": BEHIND,
    "line 19: 1 -> 0": BEHIND,
    "line 19: 1 -> 2": "any numbers will do that differ within a row",
}
