"""A decoder layer that reads two memories."""

from teaching.authoring.exercise import Test
from transformer_lib import DecoderLayer, MultiHeadAttention


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
        b, t, s, r = 2, *rng.choice([3, 4, 5, 7], 3, replace=False)
        if same_length:
            s = r = t  # so that the classic mistakes give values, not errors
        layer = random_state(DecoderLayer(d_model, heads, d_ff), rng)
        second = random_state(MultiHeadAttention(d_model, heads), rng)
        x, memory, picture = (
            rng.normal(size=(b, n, d_model)).astype("float32")
            for n in (t, s, r)
        )
        sizes = [d_model, heads, d_ff]
        return sizes, layer, second, x, 1 + memory, picture - 1

    return inputs


PARTS = """\
import torch
from transformer_lib import DecoderLayer, MultiHeadAttention


def loaded(module, state):
    module.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})
    return module


def parts(sizes, layer, second, norm_first, dropout=0.0):
    made = DecoderLayer(*sizes, dropout=dropout, norm_first=norm_first)
    return loaded(made, layer), loaded(MultiHeadAttention(*sizes[:2]), second)


"""

ONE = (
    PARTS
    + """\
def driver(answer, sizes, layer, second, x, memory, picture):
    made = parts(sizes, layer, second, norm_first=NORM_FIRST)
    return answer(*made, *map(torch.from_numpy, (x, memory, picture)))
"""
)

UNTOUCHED = (
    PARTS
    + """\
def driver(answer, sizes, layer, second, x, memory, picture):
    results = {}
    for order, norm_first in [("last", False), ("first", True)]:
        made = parts(sizes, layer, second, norm_first)
        inputs = [torch.tensor(each) for each in (x, memory, picture)]
        results[f"the result with the norm {order}"] = answer(*made, *inputs)
        for name, each in zip(("x", "the memory", "the picture"), inputs):
            results[f"with the norm {order}: {name}, afterwards"] = each
        # Dropout of everything: the same on every machine, and never symmetric.
        made = parts(sizes, layer, second, norm_first, dropout=1.0)
        name = f"what is added to x in training mode with dropout 1.0, norm {order}"
        results[name] = torch.as_tensor(answer(*made, *inputs)) - inputs[0]
    return results
"""
)

TESTS = [
    Test(
        "norm last",
        2,
        "the result with norm_first=False",
        inputs_for(same_length=True),
        driver=ONE.replace("NORM_FIRST", "False"),
        names=("the result with the norm last",),
        trials=2,
    ),
    Test(
        "norm first",
        2,
        "the result with norm_first=True",
        inputs_for(same_length=True),
        driver=ONE.replace("NORM_FIRST", "True"),
        names=("the result with the norm first",),
        trials=2,
    ),
    Test(
        "lengths",
        1,
        "other lengths, dropout in training mode; the inputs stay as they were",
        inputs_for(same_length=False),
        driver=UNTOUCHED,
        trials=2,
    ),
]
