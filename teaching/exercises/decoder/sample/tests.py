"""Chapter 6, exercise 5: sampling with temperature."""

from teaching.authoring.exercise import Test


def inputs(rng):
    """Logits whose shares differ much at the temperatures 1, t and 1 / t."""
    logits = rng.permutation([2.0, 1.2, 0.5, -0.3]) + rng.normal(size=4) / 20
    temperature = float(rng.choice([0.4, 2.5]))
    return logits.astype("float32"), temperature, int(rng.integers(10**6))


SHARES = """\
import torch


def driver(answer, logits, temperature, seed):
    logits = torch.from_numpy(logits)
    generator = torch.Generator().manual_seed(seed)
    ids = [int(answer(logits, temperature, generator)) for _ in range(6000)]
    counts = torch.bincount(torch.tensor(ids), minlength=len(logits))
    return counts / len(ids)
"""

GENERATOR = """\
import torch


def driver(answer, logits, temperature, seed):
    logits = torch.from_numpy(logits)

    def draw(seed):
        generator = torch.Generator().manual_seed(seed)
        return [answer(logits, temperature, generator) for _ in range(40)]

    place = seed % 90
    sure = torch.zeros(90)
    sure[place] = 200.0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 2)
        before = torch.get_rng_state()
        ids = draw(seed)
        untouched = torch.equal(before, torch.get_rng_state())
        generator = torch.Generator().manual_seed(seed)
        before = generator.get_state()
        answer(logits, temperature, generator)
        moved = not torch.equal(before, generator.get_state())
        again, others = draw(seed), draw(seed + 1)
        certain = int(answer(sure, temperature, generator))
    return {
        "the id if one token is certain": certain,
        "each id is an int": all(isinstance(i, int) for i in ids),
        "some ids of 40 draws are different": len({int(i) for i in ids}) > 1,
        "the same seed of the generator gives the same ids": ids == again,
        "another seed of the generator gives other ids": ids != others,
        "the generator is no longer where it was": moved,
        "PyTorch's own generator is not used": untouched,
    }
"""

SPECIAL = """\
import torch


def driver(answer, logits, temperature, seed):
    logits = torch.from_numpy(logits)
    generator = torch.Generator().manual_seed(seed)
    found = {}
    try:
        found["the ids at temperature 0"] = [
            int(answer(logits, 0.0, generator)) for _ in range(20)
        ]
    except Exception as error:
        found["the ids at temperature 0"] = f"a {type(error).__name__}"
    for below in [-1.0, -0.01]:
        try:
            answer(logits, below, generator)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"temperature {below} raises a ValueError"] = raised
    return found
"""

TESTS = [
    Test(
        "generator",
        1,
        "the ids are of type int and come from the generator that is given",
        inputs,
        driver=GENERATOR,
    ),
    Test(
        "shares",
        1,
        "in 6000 draws each token comes as often as softmax(logits / temperature) says",
        inputs,
        driver=SHARES,
        names=("the share of each token",),
        trials=2,
        atol=0.045,
        seconds=60.0,
    ),
    Test(
        "zero and below",
        1,
        "temperature 0 gives the most probable token, below 0 a ValueError",
        inputs,
        driver=SPECIAL,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 7: 1 -> 0": (
        "the logits are one row, so dimension -1 and dimension 0 are the same"
    ),
}
