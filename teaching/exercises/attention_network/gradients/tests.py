"""The backward pass of a block, by hand."""

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, *inputs):
    gradients = answer(*inputs)
    gradients = [*gradients] if hasattr(gradients, "__iter__") else []
    if len(gradients) != 3:
        raise TypeError("return three gradients: query, key, value")
    return gradients[{part}]
"""


def block(rng):
    n, d_model, d_k = rng.choice([3, 4, 5, 6], 3, replace=False)
    return (
        rng.normal(size=(n, d_model)),
        *rng.normal(size=(3, d_k, d_model)) / d_model**0.5,
        rng.normal(size=(n, d_k)),
    )


TESTS = [
    Test(
        f"{name} matrix",
        2,
        f"the gradient of m_{name}, {number} of the three.",
        block,
        driver=PART.format(part=part),
        names=(f"the gradient of m_{name}",),
    )
    for part, (name, number) in enumerate(
        [("query", "the first"), ("key", "the second"), ("value", "the third")]
    )
]
