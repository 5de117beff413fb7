"""Chapter 4, exercise 6: queries and keys of one head, rotated."""

import numpy as np
import torch

from teaching.authoring.exercise import Test

# A rotation is orthogonal; none of 90 or 180 degrees, which hide mistakes.


def inputs(rng, bias=True):
    """A module's state, its number of heads, x, and a rotation of K entries."""
    H, K = (int(n) for n in rng.permutation([3, 4]))
    D = H * K
    shapes = {
        "w_query_key_value.weight": (3 * D, D),
        "w_query_key_value.bias": (3 * D,),
        "w_output.weight": (D, D),
        "w_output.bias": (D,),
    }
    state = {
        name: torch.from_numpy(rng.normal(size=shape)).float() / 2
        for name, shape in shapes.items()
        if bias or "bias" not in name
    }
    rotation, _ = np.linalg.qr(rng.normal(size=(K, K)))
    x = torch.from_numpy(rng.normal(size=(2, 5, D))).float()
    return state, H, x, torch.from_numpy(rotation).float()


def without_bias(rng):
    return inputs(rng, bias=False)


BUILD = """\
from transformer_lib import MultiHeadAttention


def build(state, num_heads):
    module = MultiHeadAttention(
        len(state["w_output.weight"]), num_heads, bias="w_output.bias" in state
    )
    module.load_state_dict(state)
    return module.eval()


def heads_of(module, x):
    \"\"\"Queries, keys and values, each (B, T, H, K).\"\"\"
    projected = module.w_query_key_value(x)
    return projected.unflatten(-1, (3, module.num_heads, -1)).unbind(2)


"""

ROTATED = (
    BUILD
    + """\
def driver(answer, state, num_heads, x, rotation):
    seen = {}
    for head in range(num_heads):
        turned = answer(build(state, num_heads), head, rotation.clone())
        query, key, _ = heads_of(turned, x)
        seen[f"queries of head {head}"] = query[:, :, head]
        seen[f"keys of head {head}"] = key[:, :, head]
    return seen
"""
)

REST = (
    BUILD
    + """\
def driver(answer, state, num_heads, x, rotation):
    head = 1
    turned = answer(build(state, num_heads), head, rotation.clone())
    query, key, value = heads_of(turned, x)
    others = [h for h in range(num_heads) if h != head]
    return {
        "queries of the rotated head": query[:, :, head],
        "queries of the other heads": query[:, :, others],
        "keys of the other heads": key[:, :, others],
        "values of all heads": value,
        "the module's output": turned(x, x, x)[0],
    }
"""
)

UNCHANGED = (
    BUILD
    + """\
def driver(answer, state, num_heads, x, rotation):
    module = build(state, num_heads)
    query, _, _ = heads_of(answer(module, 1, rotation.clone()), x)
    now = module.state_dict()
    return {
        "queries of head 1 in the copy": query[:, :, 1],
        "the module that was handed in is unchanged": all(
            (now[name] == state[name]).all().item() for name in state
        )
    }
"""
)

TESTS = [
    Test(
        "queries and keys",
        2,
        "queries and keys of the head in the copy, with random biases",
        inputs,
        driver=ROTATED,
        trials=1,
    ),
    Test(
        "no biases",
        1,
        "queries and keys of a module that has no biases",
        without_bias,
        driver=ROTATED,
        trials=1,
    ),
    Test(
        "the rest",
        1,
        "the other heads, all values and the output, which do not change with the head",
        inputs,
        driver=REST,
        trials=1,
    ),
    Test(
        "a copy",
        1,
        "the module that was handed in is still what it was, and only the copy rotated",
        inputs,
        driver=UNCHANGED,
        trials=1,
    ),
]
