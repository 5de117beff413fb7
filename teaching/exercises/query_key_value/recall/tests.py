"""How much noise a soft dictionary bears."""

from teaching.authoring.exercise import Test

SEVERAL = """\
def driver(answer, settings):
    return [float(answer(*setting)) for setting in settings]
"""


def easy_and_hard(rng):
    """Settings whose answers lie far apart, in a drawn order."""
    settings = [
        (int(rng.choice([2, 3])), 60, float(rng.uniform(0.7, 1.0))),
        (int(rng.choice([8, 10])), 20, float(rng.uniform(0.8, 1.2))),
        (int(rng.choice([16, 24])), 80, float(rng.uniform(1.2, 1.6))),
        (int(rng.choice([40, 50])), 50, float(rng.uniform(1.0, 1.3))),
    ]
    return ([settings[k] for k in rng.permutation(4)],)


TESTS = [
    Test(
        "fractions",
        3,
        "four dictionaries, of which some forgive more than others; 4 in 100 "
        "more or less is near enough.",
        easy_and_hard,
        trials=2,
        driver=SEVERAL,
        rtol=0,
        atol=0.04,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
COUNT = "a few queries more or less change nothing"
EQUIVALENT = {
    "line 3: np.random.default_rng(0) -> np.random": (
        "any generator of random numbers will do"
    ),
    "line 3: 0 -> 1": "any seed will do",
    "line 4: len(found) < 8000 -> len(found) <= 8000": COUNT,
    "line 4: 8000 -> 8001": COUNT,
    "line 4: 8000 -> 7999": COUNT,
    "line 6: keys + noise * random.normal(size=(num_keys, width)) -> "
    "keys - noise * random.normal(size=(num_keys, width))": (
        "normal noise with mean 0 is the same with either sign"
    ),
    "line 6: noise * random.normal(size=(num_keys, width)) -> noise": (
        "the keys have no preferred direction, so one noise serves for all"
    ),
    "line 7: 1 -> 0": (
        "for each key its best query is right almost as often as the reverse"
    ),
}
