"""Greedy decoding with the whole network."""

from functools import cache
from itertools import pairwise

import numpy as np
import torch

from teaching.authoring.exercise import Test
from transformer_lib import Transformer

LIMIT = 8
NEVER = -30.0
SIZES = {
    "d_model": 6,
    "num_heads": 3,
    "num_layers": 1,
    "d_ff": 7,
    "max_len": 16,  # a small table: hundreds of networks are drawn
}
VOCABULARY = 9


@cache
def network():
    """The one network that gets all the numbers drawn: to build one takes longer than to run it."""
    return Transformer(VOCABULARY, VOCABULARY, **SIZES, dropout=0.0)


def random_state(module, rng):
    """Numbers for all parameters, such that what is written depends on all that was read."""
    state = {}
    for name, tensor in module.state_dict().items():
        numbers = rng.normal(size=tuple(tensor.shape))
        if "table" in name:
            numbers *= 4 / tensor.shape[1] ** 0.5
        elif numbers.ndim > 1:
            numbers *= 2 / tensor.shape[1] ** 0.5
        elif name.endswith("norm.weight"):
            numbers = 1 + numbers / 2
        else:
            numbers *= 0.1
        state[name] = numbers.astype("float32")
    return state


def draw(rng):
    """A network that never ends, four sentences, and the ids of start, end and padding."""
    start, end, pad = (int(i) for i in 1 + rng.permutation(VOCABULARY - 1)[:3])
    state = random_state(network(), rng)
    state["projection.bias"][[start, end, pad]] = NEVER
    words = [i for i in range(VOCABULARY) if i != pad]
    src = rng.choice(words, (4, 5))
    src[1, 3:] = src[2, 2:] = pad
    return state, src, start, end, pad


@torch.no_grad()
def study(state, src, start, end, pad):
    """What the network writes, looked at: how far end is ahead of the best word at each step.

    An array (4, LIMIT), of NaN if the choices are unclear; then the tokens, (4, 1 + LIMIT).
    """
    model = network()
    model.pad_id = pad
    model.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})
    tokens = model.generate(
        torch.from_numpy(src), start_id=start, end_id=end, max_new_tokens=LIMIT
    )
    logits = model(torch.from_numpy(src), tokens[:, :-1])
    best, second = logits.topk(2).values.unbind(-1)
    ahead = logits[..., end] - NEVER - best
    if (best - second).min() < 0.02:
        ahead.fill_(torch.nan)
    return ahead.numpy(), tokens


@torch.no_grad()
def needs_all(src, tokens):
    """Where the network just studied could not choose its word from the last token alone.

    Nor from the first one: a bool for each word, (4, LIMIT).
    """
    model, src = network(), torch.from_numpy(src)
    given, written = tokens[:, :-1], tokens[:, 1:]
    memory = model.encode(src)
    alone = [
        model.decode(column, memory, src).argmax(-1)
        for column in given.split(1, 1)
    ]
    others = (torch.cat(alone, 1) != written) & (written != written[:, :1])
    return others.numpy()


def inputs_for(all_end):
    """Networks in which the sentences end at different places, all of them or some."""

    def ends_well(places):
        early = places[places < LIMIT - 2]
        spread = len(set(early)) > 1 and early.max() > 2
        if all_end:
            return len(early) == len(places) and spread
        return len(early) > 1 and places.max() > LIMIT and spread

    def inputs(rng):
        for _ in range(500):
            state, src, start, end, pad = draw(rng)
            ahead, tokens = study(state, src, start, end, pad)
            for low, high in pairwise(np.sort(ahead.ravel())):
                if not high - low > 0.04:
                    continue  # with the bias end would be nearly as good as the best word
                bias = -(low + high) / 2
                over = np.pad(
                    ahead + bias > 0, ((0, 0), (0, 1)), constant_values=True
                )
                places = over.argmax(axis=1) + 1
                if not ends_well(places):
                    continue
                before = np.arange(1, LIMIT + 1) < places[:, None]
                if needs_all(src, tokens)[before].any():
                    state["projection.bias"][end] = bias
                    return state, src, start, end, pad, LIMIT
        raise RuntimeError("no network was found whose sentences end so")

    return inputs


MODEL = f"""\
from unittest.mock import patch

import torch
from transformer_lib import Transformer


def refuse(*_, **__):
    raise RuntimeError("model.generate was called: write the loop by hand")


def model_of(state, pad, dropout=0.0):
    sizes = {SIZES}
    model = Transformer({VOCABULARY}, {VOCABULARY}, **sizes, dropout=dropout, pad_id=pad)
    model.load_state_dict({{k: torch.from_numpy(v) for k, v in state.items()}})
    return model.eval()


def written(answer, model, src, *given):
    with patch.object(Transformer, "generate", refuse):
        return answer(model, torch.from_numpy(src), *given)


"""

TOKENS = (
    MODEL
    + """\
def driver(answer, state, src, start, end, pad, limit):
    return written(answer, model_of(state, pad), src, start, end, limit)
"""
)

ENCODER = (
    MODEL
    + """\
def driver(answer, state, src, start, end, pad, limit):
    model, runs = model_of(state, pad), []
    model.encoder.register_forward_hook(lambda *_: runs.append(1))
    tokens = written(answer, model, src, start, end, limit)
    return {"the tokens": tokens, "how often the encoder ran": len(runs)}
"""
)

# Dropout of everything: the same on every machine.
MODE = (
    MODEL
    + """\
def driver(answer, state, src, start, end, pad, limit):
    model = model_of(state, pad, dropout=1.0)
    found, modes = {}, {"encoder": [], "decoder": []}
    for part, seen in modes.items():
        getattr(model, part).register_forward_hook(
            lambda module, *_, seen=seen: seen.append(module.training)
        )
    for name, training in [("training", True), ("evaluation", False)]:
        model.train(training)
        tokens = written(answer, model, src, start, end, limit)
        for part, seen in modes.items():
            found[f"dropout was on in the {part} of a model in {name} mode"] = any(seen)
        found[f"the tokens of a model in {name} mode"] = tokens
        same = all(part.training == training for part in model.modules())
        found[f"a model in {name} mode is in it afterwards"] = same
    return found
"""
)

TESTS = [
    Test(
        "tokens",
        2,
        "start, the most likely tokens, end, and then padding, up to the limit",
        inputs_for(all_end=False),
        driver=TOKENS,
        names=("the tokens",),
        trials=2,
    ),
    Test(
        "stop",
        1,
        "it stops as soon as all sentences have ended",
        inputs_for(all_end=True),
        driver=TOKENS,
        names=("the tokens",),
        trials=1,
    ),
    Test(
        "encoder once",
        1,
        "the encoder runs once, however many tokens are written",
        inputs_for(all_end=False),
        driver=ENCODER,
        trials=1,
    ),
    Test(
        "mode",
        1,
        "dropout is off while it writes, and the mode is afterwards what it was",
        inputs_for(all_end=False),
        driver=MODE,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 8: -1 -> 1 (2)": (
        "the last logits have two dimensions, so dimension 1 is dimension -1"
    ),
}
