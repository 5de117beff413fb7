"""Train small language models that differ in one change each, and write ablation.csv.

    python -m recipes.language_model.ablation   # an hour on one core
    python -m recipes.language_model.ablation --steps 20 --seeds 1 --out /tmp/quick.csv

The base is the Transformer of 2017 without its encoder, with a table of its own for the
projection. Each variant makes one change, "all of them" makes all. "all, no factor" also leaves
out the factor of the embeddings, the root of d_model: this is LanguageModel.

All have the same number of parameters (to a part in a hundred: what a change saves or costs, the
width inside the feed-forward block pays), see the same batches and take the same number of steps.
The learning rate is found for each variant by the same search, with the first seed: from 0.004 up
and down by factors of two, until the best has a worse one on either side. The other seeds, and two
runs of eight times as many steps, take this rate; some are also run at half or twice the rate. A
run that is in the file already is not made again.
"""

import argparse
import csv
import io
from functools import partial
from pathlib import Path

import torch
from torch import nn

from recipes.language_model.data import Data, nats_of
from transformer_lib.checkpoints import write_whole
from transformer_lib.decoding import KeyValueCache
from transformer_lib.encoder import (
    FeedForward,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)
from transformer_lib.language_model import RMSNorm, RotaryPositions, SwiGLU
from transformer_lib.masking import causal_mask
from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.training import cosine_rate, train

HERE = Path(__file__).parent
ALL = [
    "norm first",
    "RMSNorm",
    "rotary",
    "SwiGLU",
    "grouped",
    "no biases",
    "tied",
]
VARIANTS = {
    "2017": (),
    "norm first": ("norm first",),
    "RMSNorm": ("RMSNorm",),
    "rotary positions": ("rotary",),
    "SwiGLU": ("SwiGLU",),
    "keys of 2 heads": ("grouped",),
    "keys of 1 head": ("multi-query",),
    "no biases": ("no biases",),
    "tied tables": ("tied",),
    "all of them": (*ALL,),
    "all, no factor": (*ALL, "no factor"),
}
OTHER_RATE = {  # times the rate found, for a long run with the first seed
    "2017": 2,
    "norm first": 0.5,
    "RMSNorm": 2,
    "all of them": 0.5,
    "all, no factor": 0.5,
}
KV_HEADS = {"grouped": 2, "multi-query": 1}
COLUMNS = ["variant", "rate", "seed", "steps"]
COLUMNS += ["parameters", "valid_loss", "cache_bytes"]
SIZES = {"d_model": 64, "num_heads": 4, "num_layers": 4}
D_FF, LENGTH, ROWS, WARMUP = 256, 128, 4, 50
VALID = 10_000  # tokens of the validation set
FIRST_RATE = 0.004


def sublayers(changes, d_model, num_heads, d_ff):
    """Return the attention and the feed-forward block of a layer."""
    kv_heads = [KV_HEADS[change] for change in changes if change in KV_HEADS]
    attention = MultiHeadAttention(
        d_model,
        num_heads,
        bias="no biases" not in changes,
        num_kv_heads=kv_heads[0] if kv_heads else None,
    )
    if "SwiGLU" in changes:
        return attention, SwiGLU(d_model, d_ff)
    if "no biases" in changes:
        wide = nn.Linear(d_model, d_ff, bias=False)
        narrow = nn.Linear(d_ff, d_model, bias=False)
        return attention, nn.Sequential(wide, nn.ReLU(), narrow)
    return attention, FeedForward(d_model, d_ff, dropout=0.0)


class Layer(nn.Module):
    """A layer of a decoder without cross-attention, with some of the changes."""

    def __init__(self, changes, d_model, num_heads, d_ff):
        super().__init__()
        self.norm_first = "norm first" in changes
        self.attention, self.feed_forward = sublayers(
            changes, d_model, num_heads, d_ff
        )
        self.norm_1, self.norm_2 = (norm_of(changes, d_model) for _ in "12")

    def forward(self, x, mask, cache, rotate):
        def attend(x):
            return self.attention(x, x, x, mask, False, cache, rotate)[0]

        for norm, sublayer in (
            (self.norm_1, attend),
            (self.norm_2, self.feed_forward),
        ):
            if self.norm_first:
                x = x + sublayer(norm(x))
            else:
                x = norm(x + sublayer(x))
        return x


def norm_of(changes, d_model):
    """Return a norm; without biases it has none either."""
    if "RMSNorm" in changes:
        return RMSNorm(d_model)
    return nn.LayerNorm(d_model, bias="no biases" not in changes)


class Variant(nn.Module):
    """A language model with some of the changes; called as ``LanguageModel`` is."""

    pad_id = -100

    def __init__(
        self,
        changes,
        vocab_size,
        d_model,
        num_heads,
        num_layers,
        d_ff,
        max_len,
    ):
        super().__init__()
        self.config = {"max_len": max_len}
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = self.rotary = None
        if "rotary" in changes:
            self.rotary = RotaryPositions(d_model // num_heads, max_len)
        else:
            self.positions = SinusoidalPositionalEncoding(d_model, max_len)
        if "no factor" in changes:
            self.embedding.scale = 1.0
        self.layers = nn.ModuleList(
            Layer(changes, d_model, num_heads, d_ff) for _ in range(num_layers)
        )
        # With the norm last, each layer ends with one already.
        first = "norm first" in changes
        self.norm = norm_of(changes, d_model) if first else nn.Identity()
        self.projection = nn.Linear(
            d_model, vocab_size, bias="no biases" not in changes
        )
        if "tied" in changes:
            self.projection.weight = self.embedding.table.weight

    def forward(self, tokens, cache=None):
        start = 0 if cache is None else cache.length
        x = self.embedding(tokens[:, start:])
        if self.positions is not None:
            x = self.positions(x, start=start)
        rotate = self.rotary and partial(self.rotary, start=start)
        mask = causal_mask(tokens.shape[1])[start:]
        for layer in self.layers:
            x = layer(x, mask, cache, rotate)
        return self.projection(self.norm(x))


def count(model):
    return sum(parameter.numel() for parameter in model.parameters())


def variant_of(changes, vocab_size, seed=0):
    """Return a variant that has as many parameters as the base."""

    def build(changes, d_ff):
        return Variant(changes, vocab_size, **SIZES, d_ff=d_ff, max_len=LENGTH)

    wanted = count(build((), D_FF))
    narrow, wider = (count(build(changes, d_ff)) for d_ff in (1, 2))
    d_ff = 1 + round((wanted - narrow) / (wider - narrow))
    torch.manual_seed(seed)
    return build(changes, d_ff)


def run(changes, rate, seed, steps, data):
    """Train one variant; return the columns that are measured."""
    model = variant_of(changes, data.vocab_size, seed)
    adam = torch.optim.AdamW(
        model.parameters(), betas=(0.9, 0.98), weight_decay=0.1, fused=True
    )
    ids, generator = data.ids("train"), torch.Generator().manual_seed(seed)

    def stream():
        for _ in range(steps):
            at = torch.randint(
                len(ids) - LENGTH, (ROWS, 1), generator=generator
            )
            yield None, ids[at + torch.arange(LENGTH + 1)]

    def rate_of(step):
        return cosine_rate(step, steps, min(WARMUP, steps - 1), rate)

    for _ in train(model, adam, stream(), rate_of):
        pass
    valid = data.ids("valid")[:VALID]
    cache = KeyValueCache()
    with torch.no_grad():
        model(valid[None, :LENGTH], cache=cache)
    return [
        count(model),
        f"{nats_of(model, valid) / (len(valid) - 1):.4f}",
        cache.nbytes,
    ]


def next_rate(losses):
    """Return the next rate of the search, or None; ``losses`` maps those tried to their losses."""
    best = min(losses, key=losses.get, default=FIRST_RATE)
    tried = (best, best / 2, best * 2)
    return next((rate for rate in tried if rate not in losses), None)


class Table:
    """The file of results; a run that it holds is not made again."""

    def __init__(self, path, data):
        self.path, self.data, self.rows = path, data, []
        if path.exists():
            with path.open() as file:
                table = csv.DictReader(file)
                self.rows = list(table)
            if table.fieldnames != COLUMNS:
                raise SystemExit(
                    f"{path} is no table of this program. Remedy: another --out"
                )

    def losses(self, name, seed, steps):
        """Return the losses of a variant by rate."""
        key = name, str(seed), str(steps)
        return {
            float(row["rate"]): float(row["valid_loss"])
            for row in self.rows
            if (row["variant"], row["seed"], row["steps"]) == key
        }

    def add(self, name, rate, seed, steps):
        """Make a run, unless it is there, and write the file."""
        if rate in self.losses(name, seed, steps):
            return
        measured = run(VARIANTS[name], rate, seed, steps, self.data)
        row = [name, f"{rate:g}", str(seed), str(steps), *measured]
        self.rows.append(dict(zip(COLUMNS, row, strict=True)))
        print(*row, flush=True)
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_whole(self.path, text.getvalue().encode())


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE / "ablation.csv")
    chosen = parser.parse_args(arguments)
    steps = chosen.steps
    torch.set_num_threads(1)
    table, best = Table(chosen.out, Data()), {}
    if chosen.seeds:
        for name in VARIANTS:
            while rate := next_rate(table.losses(name, 0, steps)):
                table.add(name, rate, 0, steps)
            found = table.losses(name, 0, steps)
            best[name] = min(found, key=found.get)
    for seed in range(1, chosen.seeds):
        for name, rate in best.items():
            table.add(name, rate, seed, steps)
    for name, rate in best.items():
        for seed in range(min(chosen.seeds, 2)):
            table.add(name, rate, seed, 8 * steps)
        if name in OTHER_RATE:
            table.add(name, OTHER_RATE[name] * rate, 0, 8 * steps)


if __name__ == "__main__":
    main()
