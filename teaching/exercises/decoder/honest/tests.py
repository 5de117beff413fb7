"""An honest decoder without a mask, judged by what it generates."""

import numpy as np

from teaching.authoring.exercise import Test

LETTERS, LENGTH = 4, 2


def inputs(rng):
    """The letters that take the place of others, sources to ask for, and a seed."""
    letters = rng.permutation(LETTERS)
    sources = rng.permutation(LETTERS**LENGTH)[:6]
    sources = np.stack([sources // LETTERS, sources % LETTERS], axis=1)
    return letters, sources, int(rng.integers(10**6))


NETWORK = """\
import torch
from torch import nn
from transformer_lib import (
    Decoder,
    Encoder,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)

MOST, WIDTH = 100, 16


class Network(nn.Module):
    def __init__(self, tokens):
        super().__init__()
        options = {"dropout": 0.0, "norm_first": True}
        self.source_embedding = TokenEmbedding(tokens, WIDTH)
        self.output_embedding = TokenEmbedding(tokens, WIDTH)
        self.position = SinusoidalPositionalEncoding(WIDTH, max_len=8)
        self.encoder = Encoder(1, WIDTH, 2, 32, **options)
        self.decoder = Decoder(1, WIDTH, 2, 32, **options)
        self.to_logits = nn.Linear(WIDTH, tokens)

    def forward(self, source, decoder_input):
        memory = self.encoder(self.position(self.source_embedding(source)))
        x = self.position(self.output_embedding(decoder_input))
        return self.to_logits(self.decoder(x, memory))


"""

DRIVER = (
    NETWORK
    + """\
def driver(answer, next_batch, tokens, seed):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the matrices are small: a second would only wait
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = Network(tokens)
            answer(model, lambda: tuple(next_batch()))
    finally:
        torch.set_num_threads(threads)
    return dict(model.state_dict())
"""
)

# Its weights are judged, and nothing else that the answer has made of it.
EXAMINER = (
    NETWORK
    + """\
def examine(ask, letters, sources, seed):
    letters, sources = torch.from_numpy(letters), torch.from_numpy(sources)
    start, end = len(letters), len(letters) + 1
    generator, calls = torch.Generator().manual_seed(seed + 1), []

    def batch():
        calls.append(1)
        if len(calls) > MOST:
            raise RuntimeError(f"batch was called more than {MOST} times")
        size = 32, sources.shape[1]
        source = torch.randint(len(letters), size, generator=generator)
        edge = torch.ones(32, 1, dtype=torch.long)
        words = letters[source].flip(1)
        return source, torch.cat([start * edge, words, end * edge], dim=1)

    weights = ask(end + 1, seed, oracle=batch)
    model = Network(end + 1)
    model.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()})
    written = torch.full((len(sources), 1), start)
    with torch.no_grad():
        for _ in range(sources.shape[1] + 1):
            best = model(sources, written)[:, -1:].argmax(dim=-1)
            written = torch.cat([written, best], dim=1)
    return written
"""
)

TESTS = [
    Test(
        "generates",
        6,
        "after at most 100 batches the model generates the right sequences",
        inputs,
        driver=DRIVER,
        examiner=EXAMINER,
        names=("what the model generates",),
        trials=1,
        seconds=60.0,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: torch.optim.Adam(model.parameters(), lr=0.01) -> torch.optim.Adam(model.parameters())": (
        "PyTorch's own rate of 0.001 is slower, but reaches the goal in these draws too"
    ),
    "line 4: 100 -> 99": "one step less makes no difference",
    "line 6: 0.0 -> 1.0": "a constant added to the loss has no gradient",
}
