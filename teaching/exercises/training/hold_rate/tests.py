"""Chapter 9, exercise 3: a learning rate that rises, holds and falls."""

from teaching.authoring.exercise import Test


def draw(rng):
    warmup, decay, hold = rng.choice(
        [3, 4, 5, 7, 8, 11], 3, replace=False
    ).tolist()
    highest = float(rng.uniform(0.5, 4.0))
    return warmup + hold + decay, warmup, decay, highest


RISE = """\
def driver(answer, steps, warmup, decay, highest):
    rates = [
        float(answer(step, steps, warmup, decay, highest))
        for step in range(1, steps - decay + 1)
    ]
    return {
        "the rates of the warm-up": rates[:warmup],
        "the rates while it holds": rates[warmup:],
    }
"""

FALL = """\
def driver(answer, steps, warmup, decay, highest):
    rates = [
        float(answer(step, steps, warmup, decay, highest))
        for step in range(steps - decay, steps + 4)
    ]
    full = [
        float(answer(step, warmup + decay, warmup, decay, highest))
        for step in range(1, warmup + decay + 1)
    ]
    return {
        "the rates of the last part": rates[: decay + 1],
        "the rates after the last step": rates[decay + 1 :],
        "the rates where nothing is left to hold": full,
    }
"""

REFUSES = """\
def driver(answer, steps, warmup, decay, highest):
    try:
        answer(1, warmup + decay - 1, warmup, decay, highest)
        raised = False
    except ValueError:
        raised = True
    return {
        "too few steps raise a ValueError": raised,
        "the first rate of enough steps": float(
            answer(1, steps, warmup, decay, highest)
        ),
    }
"""

TESTS = [
    Test(
        "rise and hold",
        1,
        "it rises in a straight line to the highest rate and stays there",
        draw,
        driver=RISE,
    ),
    Test(
        "fall",
        1,
        "it falls in a straight line in the last steps, to 0, and stays 0",
        draw,
        driver=FALL,
    ),
    Test(
        "too short",
        1,
        "a ValueError if warm-up and decay are longer than all steps, and only then",
        draw,
        driver=REFUSES,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: max(0.0, min(1.0, rising, falling)) -> max(min(1.0, rising, falling), 0.0)": (
        "the order of two numbers does not change which is larger"
    ),
    "line 6: min(1.0, rising, falling) -> min(rising, 1.0, falling)": (
        "the order of the numbers does not change which is the smallest"
    ),
}
