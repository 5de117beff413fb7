"""Time greedy decoding: this library, torch.nn.Transformer, and BART where it is installed.

All have the same size and random weights, and write the same number of tokens. torch.nn has no
cache: it computes the whole target again for each token. BART is Hugging Face's, with its cache;
`pip install transformers` to see it. The bare loop has the matrix products of ours and nothing
between them: no library on the same matrices can be faster. Turns alternate in random order, so
that a busy machine slows all alike. A ratio above 1 means that ours is faster. Run it with
`make bench`.
"""

import argparse
import importlib.util
import random
import statistics
import time
import warnings

import torch

from recipes.bench.side_by_side import (
    D_FF,
    HEADS,
    LAYERS,
    SOURCE,
    VOCABULARY,
    WIDTH,
    networks,
)

START = 1


def ours_and_theirs(tokens):
    """Functions src -> tokens: our generate, and torch.nn computing again."""
    ours, theirs = (network.eval() for network in networks(dropout=0.0))

    @torch.inference_mode()
    def again(src):
        written = torch.full_like(src[:, :1], START)
        for _ in range(tokens):
            token = theirs(src, written)[:, -1].argmax(dim=-1, keepdim=True)
            written = torch.cat([written, token], dim=1)
        return written

    def cached(src):
        return ours.generate(
            src, start_id=START, end_id=None, max_new_tokens=tokens
        )

    return cached, again


def bare(tokens):
    """The encoder, and then the products of decoding with a cache: same shapes, made-up numbers."""
    ours = networks(dropout=0.0)[0].eval()
    linear = torch.nn.functional.linear

    def product(layer, rows, x):
        return linear(x, layer.weight[:rows], layer.bias[:rows])

    def attend(query, keys):
        query @ keys.mT @ keys

    @torch.inference_mode()
    def multiply(src):
        batch, width = len(src), WIDTH // HEADS
        memory = ours.encode(src)
        x, inner = memory[:, :1].clone(), memory.new_ones(batch, 1, D_FF)
        query = memory.new_ones(batch, HEADS, 1, width)
        keys = memory.new_ones(batch, HEADS, tokens, width)
        of_memory = memory.new_ones(batch, HEADS, SOURCE, width)
        for layer in ours.decoder.layers:
            cross = layer.cross_attention.w_query_key_value
            product(cross, 2 * WIDTH, memory)
        for length in range(1, tokens + 1):
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
        return src.new_ones(batch, tokens + 1)

    return multiply


def bart(tokens):
    """The same for a BART of this size, or None where it is not installed."""
    if importlib.util.find_spec("transformers") is None:
        return None
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
        pad_token_id=0,
        decoder_start_token_id=START,
        forced_eos_token_id=None,
    )
    model = BartForConditionalGeneration(config).eval()
    options = {
        "max_new_tokens": tokens,
        "min_new_tokens": tokens,
        "num_beams": 1,
        "do_sample": False,
    }

    @torch.inference_mode()
    def write(src):
        return model.generate(src, attention_mask=(src != 0).long(), **options)

    return write


def time_all(writers, batch, tokens, rounds):
    """Print tokens a second of each writer, and the median ratio to ours."""
    src = torch.randint(2, VOCABULARY, (batch, SOURCE))
    seconds = {name: [] for name in writers}
    turns = list(writers.items())
    for number in range(rounds + 1):
        random.shuffle(turns)  # after whom one comes has an influence
        for name, write in turns:
            start = time.perf_counter()
            written = write(src)
            elapsed = time.perf_counter() - start
            assert written.shape == (batch, tokens + 1), name
            if number:  # the first round warms up
                seconds[name].append(elapsed)
    ours = seconds["ours"]
    for name, its in seconds.items():
        ratio = statistics.median(
            a / b for a, b in zip(its, ours, strict=True)
        )
        rate = batch * tokens / statistics.median(its)
        print(
            f"{torch.get_num_threads()} threads  batch {batch:2}  {name:20} "
            f"{rate:7.0f} tokens/s  ours is {ratio:.2f} times as fast",
            flush=True,
        )


def main():
    """Read the options and measure."""
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--tokens", type=int, default=40)
    options = parser.parse_args()
    torch.manual_seed(0)
    cached, again = ours_and_theirs(options.tokens)
    writers = {"ours": cached, "torch.nn (no cache)": again}
    if hugging_face := bart(options.tokens):
        writers["BART (its cache)"] = hugging_face
    writers["bare loop"] = bare(options.tokens)
    for threads in options.threads:
        torch.set_num_threads(threads)
        for batch in (1, 32):
            time_all(writers, batch, options.tokens, options.rounds)


if __name__ == "__main__":
    main()
