"""How the size of the residual stream grows with depth."""

import torch

from teaching.authoring.exercise import Test
from transformer_lib import Encoder


def arguments(rng, norm_first):
    """The sizes of an encoder, its state, and x."""
    layers, H, K = (int(n) for n in rng.permutation([2, 3, 4]))
    sizes = [layers + 3, H * K, H, H * K + 1]
    state = {
        name: torch.from_numpy(rng.normal(size=tensor.shape)).float() / 4
        for name, tensor in Encoder(*sizes).state_dict().items()
    }
    x = torch.from_numpy(rng.normal(size=(2, 6, H * K))).float() / 2
    return sizes, norm_first, state, x


BUILD = """\
from transformer_lib import Encoder


def driver(answer, sizes, norm_first, state, x):
    encoder = Encoder(*sizes, dropout=0.0, norm_first=norm_first)
    encoder.load_state_dict(state)
    return answer(encoder.eval(), x)
"""

TESTS = [
    Test(
        "norm first",
        3,
        "the slope for an encoder with the norm first",
        lambda rng: arguments(rng, True),
        driver=BUILD,
    ),
    Test(
        "norm last",
        1,
        "the slope for an encoder with the norm last",
        lambda rng: arguments(rng, False),
        driver=BUILD,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 10: (number @ size / (number @ number)).item() -> "
    "number @ size / (number @ number)": (
        "a tensor that holds the number is accepted as well"
    ),
    "line 10: number @ size -> size @ number": "of two vectors, the same",
}
