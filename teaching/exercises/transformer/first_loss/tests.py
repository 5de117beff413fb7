"""Chapter 8, exercise 4: the loss of an untrained network, tied and not."""

from teaching.authoring.exercise import Test


def draw(rng):
    return (
        int(rng.integers(20, 90)),
        int(rng.choice([16, 24, 32, 48])),
        int(rng.integers(10**6)),
    )


DRIVER = """\
import torch


def driver(answer, vocabulary, d_model, seed):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the matrices are small: a second would only wait
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return float(answer(vocabulary, d_model, TIED))
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
        names=("the loss",),
        trials=2,
        rtol=0.0,
        atol=atol,
        seconds=60.0,
    )
    for name, what, tied, atol in [
        ("apart", "with two tables", "False", 0.08),
        ("tied", "with one table for embedding and projection", "True", 0.25),
    ]
]
