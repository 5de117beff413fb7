"""The layer from which on the choice stays the last one."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, layers, T, V, flickers):
    """Logits whose largest entry changes at a drawn layer; some go back and forth before."""
    lens = rng.normal(size=(layers, T, V))
    for t in range(T):
        last = int(rng.integers(V))
        settled = int(rng.integers(1, layers + 1))
        for layer in range(layers):
            stays = layer + 1 >= settled
            if flickers and layer + 1 < settled - 1:
                stays = bool(rng.random() < 0.5)
            others = [v for v in range(V) if v != last]
            chosen = last if stays else others[int(rng.integers(V - 1))]
            lens[layer, t, chosen] = lens[layer, t].max() + 1
    return (torch.from_numpy(lens).float(),)


TESTS = [
    Test(
        "once",
        2,
        "each position changes to its final token once",
        lambda rng: draw(rng, 6, 4, 7, False),
        trials=3,
    ),
    Test(
        "back and forth",
        3,
        "the final token may be first for some layers and lost again",
        lambda rng: draw(rng, int(rng.integers(9, 13)), 5, 6, True),
        trials=4,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: (len(lens) - stays + 1).tolist() -> len(lens) - stays + 1": (
        "a tensor that holds the numbers is accepted as well"
    ),
}
