"""The loss of an untrained network, tied and not."""

from teaching.authoring.exercise import Test


def draw(rng):
    """Sizes, a seed, and how many times as large the projection's entries are as usual.

    By these factors, and by a drawn bias, the losses are none that a formula knows.
    """
    factors = [float(rng.uniform(*ends)) for ends in ((0.7, 0.8), (1.4, 1.5))]
    return (
        int(10 ** rng.uniform(1.4, 2.2)),
        2 * int(rng.integers(12, 21)),
        int(rng.integers(10**6)),
        [factors[k] for k in rng.permutation(2)],
    )


DRIVER = """\
import torch
from transformer_lib import Transformer


def driver(answer, vocabulary, d_model, seed, factors):
    sizes = {"d_model": d_model, "num_heads": 2, "num_layers": 1, "d_ff": 2 * d_model}
    options = {"dropout": 0.0, "max_len": 16, "tie_weights": TIED}

    def build():
        model = Transformer(vocabulary, vocabulary, **sizes, **options)
        model.projection.weight.data *= factor
        if not TIED:
            model.projection.bias.data = bias.clone()
        return model

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the matrices are small: a second would only wait
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            found, bias = {}, 0.55 * torch.randn(vocabulary)
            for factor in factors:
                name = f"the loss with entries {factor:.2f} times as large"
                found[name] = float(answer(build, vocabulary))
            return found
    finally:
        torch.set_num_threads(threads)
"""

TESTS = [
    Test(
        name,
        2,
        f"the loss before the first step, {what}",
        draw,
        driver=DRIVER.replace("TIED", tied),
        trials=1,
        rtol=0.0,
        atol=atol,
        seconds=60.0,
    )
    for name, what, tied, atol in [
        ("apart", "with two tables", "False", 0.08),
        (
            "tied",
            "with one table for embedding and projection",
            "True",
            0.25,
        ),
    ]
]

FEW = "one more or less of many makes less difference than the check allows"
# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: 12 -> 13": FEW,
    "line 4: 12 -> 11": FEW,
    "line 5: 1 -> 2": FEW,
    "line 5: 1 -> 0": FEW,
    "line 5: 10 -> 11": FEW,
    "line 5: 10 -> 9": FEW,
    "line 6: 1 -> 2": FEW,
    "line 6: 1 -> 0": FEW,
    "line 6: 11 -> 12": FEW,
    "line 6: 11 -> 10": FEW,
    "line 7: build()(src, tgt[:, :-1]) -> build()(tgt[:, :-1], src)": (
        "the labels are independent of both"
    ),
    "line 9: torch.stack(losses).mean().item() -> torch.stack(losses).mean()": (
        "a tensor of one number, of which the check makes a number"
    ),
}
