"""Chapter 4, exercise 4: the output without one head."""

import torch

from teaching.authoring.exercise import Test


def inputs(rng):
    """A module's state, its number of heads, and x."""
    T, H, K = 5, *(int(n) for n in rng.permutation([3, 4]))
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
    }
    x = torch.from_numpy(rng.normal(size=(2, T, D))).float()
    return state, H, x


BUILD = """\
from transformer_lib import MultiHeadAttention


def build(state, num_heads):
    module = MultiHeadAttention(len(state["w_output.bias"]), num_heads)
    module.load_state_dict(state)
    return module.eval()


"""

OUTPUT = (
    BUILD
    + """\
def driver(answer, state, num_heads, x):
    return {
        f"the output without head {head}": answer(
            build(state, num_heads), x.clone(), head
        )
        for head in range(num_heads)
    }
"""
)

UNCHANGED = (
    BUILD
    + """\
def driver(answer, state, num_heads, x):
    module = build(state, num_heads)
    output = answer(module, x.clone(), 1)
    now = module.state_dict()
    return {
        "the output without head 1": output,
        "the module that was handed in is unchanged": all(
            (now[name] == state[name]).all().item() for name in state
        )
    }
"""
)

TESTS = [
    Test(
        "output",
        2,
        "the output of a module with random biases, without each head in turn",
        inputs,
        driver=OUTPUT,
        trials=2,
    ),
    Test(
        "a copy",
        1,
        "the module that was handed in is still what it was, with the output right",
        inputs,
        driver=UNCHANGED,
        trials=1,
    ),
]
