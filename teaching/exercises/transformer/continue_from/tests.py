"""Continue what is given, a different beginning for each sentence."""

from functools import cache

import numpy as np
import torch

from teaching.authoring.exercise import Test
from transformer_lib import Transformer

NEVER = -30.0
VOCABULARY = 9
SIZES = {
    "d_model": 6,
    "num_heads": 3,
    "num_layers": 1,
    "d_ff": 7,
    "max_len": 16,
}


@cache
def network():
    """The one network that gets all the numbers drawn: to build one takes longer than to run it."""
    return Transformer(VOCABULARY, VOCABULARY, **SIZES, dropout=0.0).eval()


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
    """A network, five sources, five beginnings of 1 to 4 tokens, end and padding, a length."""
    start, end, pad = (int(i) for i in 1 + rng.permutation(VOCABULARY - 1)[:3])
    state = random_state(network(), rng)
    state["projection.bias"][[start, pad]] = NEVER
    state["projection.bias"][end] += rng.uniform(0.0, 3.0)
    words = [i for i in range(VOCABULARY) if i not in (start, end, pad)]
    src = rng.choice(words, (5, 5))
    src[1, 3:] = src[2, 2:] = pad
    beginnings = rng.choice(words, (5, 4))
    beginnings[:, 0] = start
    for row, given in zip(
        beginnings, rng.permutation([1, 1, 2, 3, 4]), strict=True
    ):
        row[given:] = pad
    return state, src, beginnings, end, pad, int(rng.integers(8, 10))


@torch.no_grad()
def clear(state, src, beginnings, end, pad, length):
    """Whether no choice is close, and sentences end early, late and not at all."""
    model = network()
    model.pad_id = pad
    model.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})
    src, given = torch.from_numpy(src), torch.from_numpy(beginnings)
    tokens, memory = given[:, :1], model.encode(src)
    ended = np.zeros(len(src), dtype=int)  # 0: not yet
    for position in range(1, length):
        logits = model.decode(tokens, memory, src)[:, -1]
        best, second = logits.topk(2).values.unbind(-1)
        if (best - second).min() < 0.02:
            return False
        token = logits.argmax(dim=-1)
        if position < given.shape[1]:
            word = given[:, position]
            token = torch.where(word != pad, word, token)
        token[torch.from_numpy(ended > 0)] = pad
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        ended[(token == end).numpy() & (ended == 0)] = position
    different = len({tuple(row) for row in tokens.tolist()}) == len(tokens)
    return different and len(set(ended)) > 2 and 0 in ended and ended.max() > 3


def inputs(rng):
    for _ in range(3000):
        drawn = draw(rng)
        if clear(*drawn):
            return drawn
    raise RuntimeError("no network was found that is clear in its choices")


MODEL = f"""\
import torch
from transformer_lib import Transformer


def model_of(state, pad, dropout=0.0):
    sizes = {SIZES}
    model = Transformer({VOCABULARY}, {VOCABULARY}, **sizes, dropout=dropout, pad_id=pad)
    model.load_state_dict({{k: torch.from_numpy(v) for k, v in state.items()}})
    return model.eval()


"""

TOKENS = (
    MODEL
    + """\
def driver(answer, state, src, beginnings, end, pad, length):
    given = torch.from_numpy(beginnings)
    return answer(model_of(state, pad), torch.from_numpy(src), given, end, length)
"""
)

# Dropout of everything: the same on every machine.
CARE = (
    MODEL
    + """\
def driver(answer, state, src, beginnings, end, pad, length):
    model, runs = model_of(state, pad, dropout=1.0).train(), []
    model.encoder.register_forward_hook(lambda *_: runs.append(1))
    given = torch.from_numpy(beginnings)
    tokens = answer(model, torch.from_numpy(src), given, end, length)
    return {
        "the tokens of a model in training mode": tokens,
        "how often the encoder ran": len(runs),
        "the model is in training mode afterwards": model.training,
    }
"""
)

TESTS = [
    Test(
        "tokens",
        4,
        "the given words, then the most likely ones, end, and then padding",
        inputs,
        driver=TOKENS,
        names=("the tokens",),
        trials=3,
    ),
    Test(
        "care",
        1,
        "dropout is off, the mode is restored, the encoder runs once",
        inputs,
        driver=CARE,
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 8: -1 -> 1 (2)": (
        "the last logits have two dimensions, so dimension 1 is dimension -1"
    ),
}
