"""Chapter 6, exercise 3: the decoder layer from its parts."""

from teaching.authoring.exercise import Test
from transformer_lib import DecoderLayer


def random_state(module, rng):
    """Numbers for all parameters of a module; gains are not 1, biases not 0."""
    state = {}
    for name, tensor in module.state_dict().items():
        numbers = rng.normal(size=tuple(tensor.shape))
        if numbers.ndim > 1:
            numbers /= tensor.shape[1] ** 0.5
        elif name.endswith("norm.weight"):
            numbers = 1 + numbers / 2
        state[name] = numbers.astype("float32")
    return state


def inputs_for(same_length):
    def inputs(rng):
        heads, d_model, d_ff = 3, 6, int(rng.choice([5, 7, 8]))
        b, t, s = 2, *rng.choice([4, 5, 7], 2, replace=False)
        if same_length:
            s = t  # so that the classic mistakes give values, not errors
        state = random_state(DecoderLayer(d_model, heads, d_ff), rng)
        x, memory = (
            rng.normal(size=(b, n, d_model)).astype("float32") for n in (t, s)
        )
        return [d_model, heads, d_ff], state, x, 1 + memory

    return inputs


LAYER = """\
import torch
from transformer_lib import DecoderLayer


class Parts(DecoderLayer):
    def forward(self, *_, **__):
        raise RuntimeError("the layer was called: put it together from its parts")


def layer_of(sizes, state, norm_first, dropout=0.0):
    layer = Parts(*sizes, dropout=dropout, norm_first=norm_first)
    layer.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})
    return layer


"""

ONE = (
    LAYER
    + """\
def driver(answer, sizes, state, x, memory):
    layer = layer_of(sizes, state, norm_first=NORM_FIRST)
    return answer(layer, torch.from_numpy(x), torch.from_numpy(memory))
"""
)

UNTOUCHED = (
    LAYER
    + """\
def driver(answer, sizes, state, x, memory):
    results = {}
    for place, norm_first in [("last", False), ("first", True)]:
        layer = layer_of(sizes, state, norm_first)
        given, read = torch.tensor(x), torch.tensor(memory)
        results[f"the result with the norm {place}"] = answer(layer, given, read)
        results[f"x after your function ran, norm {place}"] = given
        results[f"the memory after your function ran, norm {place}"] = read
        # Dropout of everything: the same on every machine, and never symmetric.
        dropped = layer_of(sizes, state, norm_first, dropout=1.0)
        name = f"the result in training mode with dropout 1.0, norm {place}"
        results[name] = answer(dropped, given, read)
    return results
"""
)

TESTS = [
    Test(
        "norm last",
        2,
        "what the layer gives with norm_first=False",
        inputs_for(same_length=True),
        driver=ONE.replace("NORM_FIRST", "False"),
        names=("the result with the norm last",),
        trials=2,
    ),
    Test(
        "norm first",
        2,
        "what the layer gives with norm_first=True",
        inputs_for(same_length=True),
        driver=ONE.replace("NORM_FIRST", "True"),
        names=("the result with the norm first",),
        trials=2,
    ),
    Test(
        "lengths",
        1,
        "other lengths, dropout in training mode; x and memory stay as they were",
        inputs_for(same_length=False),
        driver=UNTOUCHED,
        trials=2,
    ),
]
