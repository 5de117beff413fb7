"""Train small language models that differ in one change each, and write ablation.csv.

    python -m recipes.language_model.ablation   # 40 minutes on a free core
    python -m recipes.language_model.ablation --steps 20 --seeds 1 --out /tmp/quick.csv

The base is the Transformer of 2017 without its encoder, with a table of its own for the
projection. Each variant makes one of the changes since then (norm first and RMSNorm count as one),
then one makes all of them, still with embeddings times the root of d_model. Three more ask why
that factor matters: one without it, as LanguageModel is; one without it whose sublayers begin with
output matrices smaller by the same factor; one with it, and matrices that are larger.

All have the same number of parameters (to a part in a hundred: what a change saves or costs, the
width inside the feed-forward block pays), see the same batches and take the same number of steps.
Learning rates: with the norm last 0.004, with the norm first 0.008; with the first seed each
variant is also trained at half its rate, and the base at twice. A run that is in the file already
is not made again.
"""

import argparse
import csv
import io
import time
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

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
CHANGES = (
    "norm first",
    "RMSNorm",
    "rotary",
    "SwiGLU",
    "grouped",
    "no biases",
    "tied",
)
VARIANTS = {
    "2017": (),
    "norm first, RMSNorm": ("norm first", "RMSNorm"),
    "rotary positions": ("rotary",),
    "SwiGLU": ("SwiGLU",),
    "grouped queries": ("grouped",),
    "no biases": ("no biases",),
    "tied tables": ("tied",),
    "all of them": CHANGES,
    "all, no factor": (*CHANGES, "no factor"),
    "no factor, small start": (*CHANGES, "no factor", "small start"),
    "factor, large start": (*CHANGES, "large start"),
}
START = {"small start": -0.5, "large start": 0.5}  # powers of d_model
COLUMNS = ["variant", "rate", "seed", "parameters", "valid_loss"]
COLUMNS += ["cache_bytes"]
SIZES = {"d_model": 64, "num_heads": 4, "num_layers": 4}
D_FF, KV_HEADS, LENGTH, ROWS, WARMUP = 256, 1, 128, 4, 50
VALID = 20_000  # tokens of the validation set
LAST, FIRST = "0.004", "0.008"  # learning rates, by where the norm stands
HALF = {LAST: "0.002", FIRST: "0.004"}


def sublayers(changes, d_model, num_heads, d_ff):
    """Return the attention and the feed-forward block of a layer."""
    attention = MultiHeadAttention(
        d_model,
        num_heads,
        bias="no biases" not in changes,
        num_kv_heads=KV_HEADS if "grouped" in changes else None,
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
        for change in START.keys() & set(changes):
            self.scale_outputs(d_model ** START[change])

    @torch.no_grad()
    def scale_outputs(self, factor):
        """Multiply what the sublayers begin to add; those without biases, with a gate."""
        for layer in self.layers:
            layer.attention.w_output.weight.mul_(factor)
            layer.feed_forward.narrow.weight.mul_(factor)

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


def pass_times(data, turns=9):
    """Return the processor time of a pass forwards and backwards of each variant, in milliseconds.

    They take turns, so that whatever else the machine does falls on all; the medians count.
    """
    models = {
        name: variant_of(changes, data.vocab_size)
        for name, changes in VARIANTS.items()
        if "factor" not in name  # it costs no time
    }
    ids = data.ids("valid")[: ROWS * (LENGTH + 1)].view(ROWS, -1)
    times = {name: [] for name in models}
    for _, (name, model) in product(range(turns), models.items()):
        begun = time.process_time()
        logits = model(ids[:, :-1]).flatten(0, 1)
        nn.functional.cross_entropy(logits, ids[:, 1:].flatten()).backward()
        times[name].append(1000 * (time.process_time() - begun))
    return {name: median(its) for name, its in times.items()}


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=HERE / "ablation.csv")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    data, rows = Data(), []
    if chosen.out.exists():
        with chosen.out.open() as file:
            table = csv.DictReader(file)
            rows = list(table)
        if table.fieldnames != COLUMNS:
            raise SystemExit(
                f"{chosen.out} is no table of this program. Remedy: another --out"
            )
    for seed, (name, changes) in product(
        range(chosen.seeds), VARIANTS.items()
    ):
        for rate in rates_of(name, seed):
            key = (name, rate, str(seed))
            if key in {tuple(row.values())[:3] for row in rows}:
                continue
            measured = run(changes, float(rate), seed, chosen.steps, data)
            rows.append(dict(zip(COLUMNS, [*key, *measured], strict=True)))
            print(*rows[-1].values(), flush=True)
            table = io.StringIO()
            writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            write_whole(chosen.out, table.getvalue().encode())


def rates_of(name, seed):
    """Return the learning rates with which a variant is trained."""
    rate = FIRST if "norm first" in VARIANTS[name] else LAST
    if seed > 0:
        return [rate]
    return [HALF[rate], rate, *([FIRST] if name == "2017" else [])]


if __name__ == "__main__":
    main()
