"""One text asks, another is asked, in NumPy."""

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, *inputs):
    both = answer(*inputs)
    both = [*both] if hasattr(both, "__iter__") else []
    if len(both) != 2:
        raise TypeError("return two things: output, weights")
    return both[{part}]
"""


def inputs(rng):
    t, s, d, d_k = rng.choice([3, 4, 5, 7], 4, replace=False)
    x, memory = rng.normal(size=(t, d)), rng.normal(size=(s, d))
    # Entries of this size keep the scores near 1: no weight is all but 0.
    return x, memory, *rng.normal(size=(3, d_k, d)) / d**0.5


TESTS = [
    Test(
        "weights",
        2,
        "the second of the two results, the weights, shape (T, S).",
        inputs,
        driver=PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "output",
        1,
        "the first of the two results, the output, shape (T, d_k).",
        inputs,
        driver=PART.format(part=0),
        names=("output",),
    ),
]
