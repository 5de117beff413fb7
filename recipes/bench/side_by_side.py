"""Time this library beside torch.nn.Transformer of the same size, on the CPU.

Both networks have the same embeddings, positions, projection, weights and batch; only the trunk
differs. Their turns alternate, so that a busy machine slows both. A ratio above 1 means that ours
is faster. Run it with `make bench`.
"""

import argparse
import statistics
import subprocess
import sys
import time
import warnings

import torch
from torch import nn

from transformer_lib import (
    Transformer,
    attend,
    attention,
    causal_mask,
    load_torch_weights,
)

WIDTH, HEADS, LAYERS, D_FF, VOCABULARY = 256, 8, 3, 1024, 4000
BATCH, SOURCE, TARGET = 32, 28, 25
MEBIBYTE = 2**20


class Theirs(nn.Module):
    """torch.nn.Transformer between our embeddings and our projection."""

    def __init__(self, dropout):
        super().__init__()
        self.frame = Transformer(
            VOCABULARY, VOCABULARY, WIDTH, HEADS, 1, 1, dropout
        )
        self.frame.encoder = self.frame.decoder = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.trunk = nn.Transformer(
                WIDTH, HEADS, LAYERS, LAYERS, D_FF, dropout, batch_first=True
            )

    def forward(self, src, tgt):
        frame = self.frame
        no_source = src == 0
        x = self.trunk(
            frame.dropout(frame.positions(frame.src_embedding(src))),
            frame.dropout(frame.positions(frame.tgt_embedding(tgt))),
            tgt_mask=~causal_mask(tgt.shape[1]),
            src_key_padding_mask=no_source,
            tgt_key_padding_mask=tgt == 0,
            memory_key_padding_mask=no_source,
        )
        return frame.projection(x)


def networks(dropout):
    """Ours and theirs, with equal weights."""
    theirs = Theirs(dropout)
    ours = Transformer(
        VOCABULARY, VOCABULARY, WIDTH, HEADS, LAYERS, D_FF, dropout
    )
    load_torch_weights(ours, theirs.trunk)
    for name in ("src_embedding", "tgt_embedding", "projection"):
        getattr(ours, name).load_state_dict(
            getattr(theirs.frame, name).state_dict()
        )
    return ours, theirs


def ragged(length):
    """A batch of sentences of half to full length, filled up with 0."""
    tokens = torch.randint(1, VOCABULARY, (BATCH, length))
    lengths = torch.randint(length // 2, length + 1, (BATCH, 1))
    lengths[0] = length
    return tokens * (torch.arange(length) < lengths)


def training_step(model, src, tgt):
    """Return a function that takes one step: forward, loss, backward, update."""
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    model.train()

    def step():
        logits = model(src, tgt[:, :-1]).flatten(0, 1)
        loss = nn.functional.cross_entropy(
            logits, tgt[:, 1:].flatten(), ignore_index=0
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def forward_pass(model, src, tgt):
    """Return a function that computes the logits in evaluation mode, without gradients."""
    model.eval()

    def run():
        with torch.inference_mode():
            return model(src, tgt)

    return run


def alternate(first, second, rounds):
    """Return the median seconds of both and the median of the ratios second / first."""
    seconds = ([], [])
    for number in range(rounds + 2):
        turns = (
            ((0, first), (1, second))
            if number % 2
            else ((1, second), (0, first))
        )
        for place, run in turns:
            start = time.perf_counter()
            run()
            if number >= 2:  # the first two rounds warm up
                seconds[place].append(time.perf_counter() - start)
    ratios = [theirs / ours for ours, theirs in zip(*seconds, strict=True)]
    return *map(statistics.median, seconds), statistics.median(ratios)


def time_networks(threads, rounds):
    """Print a table: training step and forward pass, with dropout and without."""
    torch.set_num_threads(threads)
    for kind, dropout in [
        ("training step", 0.1),
        ("training step", 0.0),
        ("forward pass", 0.1),
    ]:
        torch.manual_seed(0)
        ours, theirs = networks(dropout)
        src, tgt = ragged(SOURCE), ragged(TARGET + 1)
        with torch.no_grad():
            difference = (
                (ours.eval()(src, tgt) - theirs.eval()(src, tgt))[tgt != 0]
                .abs()
                .max()
            )
        assert difference < 1e-3, f"the networks differ by {difference}"
        make = training_step if kind == "training step" else forward_pass
        result = alternate(
            make(ours, src, tgt), make(theirs, src, tgt), rounds
        )
        mine, other, ratio = result
        print(
            f"{threads} thread{'s' * (threads > 1):1}  {kind:13}  dropout {dropout}  "
            f"ours {1e3 * mine:6.1f} ms  torch.nn {1e3 * other:6.1f} ms  ratio {ratio:.2f}",
            flush=True,
        )


def peak_of(with_weights, length):
    """Print the peak memory that one attention over ``length`` tokens adds, in bytes."""
    import resource

    torch.set_num_threads(1)
    ballast = torch.ones(
        2**26
    )  # 256 MiB: above the peak that the imports left behind
    query, key, value = torch.randn(3, 1, HEADS, length, WIDTH // HEADS)
    call = attention if with_weights else attend
    call(
        *(x[:, :, :8] for x in (query, key, value))
    )  # loads what is loaded once
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call(query, key, value)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)
    del ballast


def measure_memory(length):
    """Print the peak memory of attention with and without weights, each in a process of its own."""
    for with_weights in (True, False):
        command = [sys.executable, __file__, "--peak", str(int(with_weights))]
        command += ["--length", str(length)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True
        )
        kind = "with weights" if with_weights else "without"
        print(
            f"attention over {length} tokens, {HEADS} heads, {kind:12}: "
            f"{int(done.stdout) / MEBIBYTE:7.1f} MiB more at the peak"
        )
    print(
        f"one matrix of weights, {HEADS} heads: {4 * HEADS * length**2 / MEBIBYTE:.1f} MiB"
    )


def main():
    """Read the options and measure."""
    warnings.filterwarnings(
        "ignore", message=".*nested tensors is in prototype"
    )
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--rounds", type=int, default=20, help="turns of each network"
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument(
        "--length", type=int, default=4096, help="tokens for the memory"
    )
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak is not None:
        peak_of(bool(options.peak), options.length)
        return
    for threads in options.threads:
        time_networks(threads, options.rounds)
    measure_memory(options.length)


if __name__ == "__main__":
    main()
