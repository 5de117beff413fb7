"""Chapter 3, exercise 2: the gradient of any weight, by differences."""

from teaching.authoring.exercise import Test

CUBES = """\
import numpy as np


def driver(answer, matrix, mix, step):
    def cubes(changed):
        return float(((mix @ np.asarray(changed)) ** 3).sum())

    return answer(cubes, matrix, step)
"""

UNCHANGED = """\
import numpy as np


def driver(answer, matrix, mix):
    def cubes(changed):
        return float(((mix @ np.asarray(changed)) ** 3).sum())

    before = matrix.copy()
    gradient = answer(cubes, matrix)
    return {
        "the gradient": gradient,
        "the matrix that was handed in is unchanged": bool(
            np.allclose(matrix, before, rtol=0, atol=1e-12)
        )
    }
"""

ATTENTION = """\
import numpy as np
import torch

from transformer_lib import attention


def driver(answer, x, memory, m_query, m_key, m_value):
    x, memory, m_key, m_value = map(
        torch.from_numpy, (x, memory, m_key, m_value)
    )

    def loss(matrix):
        query = x @ matrix.T
        output, _ = attention(query, memory @ m_key.T, memory @ m_value.T)
        return output.square().sum()

    gradient = answer(
        lambda matrix: float(loss(torch.tensor(matrix))), m_query.copy()
    )
    leaf = torch.tensor(m_query, requires_grad=True)
    loss(leaf).backward()
    agrees = np.shape(gradient) == leaf.shape and np.allclose(
        gradient, leaf.grad, rtol=1e-3, atol=1e-3
    )
    return {
        "the gradient of attention, for Mq": gradient,
        "it agrees with autograd": bool(agrees),
    }
"""


def cubes(rng):
    rows, columns, mixed = rng.choice([2, 3, 5, 7], 3, replace=False)
    return (
        rng.normal(size=(rows, columns)),
        rng.normal(size=(mixed, rows)),
        rng.uniform(0.1, 0.3),
    )


def unchanged(rng):
    return cubes(rng)[:2]


def attention(rng):
    return (
        rng.normal(size=(5, 4)),
        rng.normal(size=(7, 4)),
        *rng.normal(size=(3, 3, 4)),
    )


TESTS = [
    Test(
        "values",
        2,
        "the differences to both sides, for sums of cubes and a wide step.",
        cubes,
        driver=CUBES,
        names=("the gradient",),
    ),
    Test(
        "attention",
        1,
        "the gradient of attention with respect to Mq, with the default step.",
        attention,
        driver=ATTENTION,
        trials=1,
        rtol=1e-3,  # differences to one side pass here: the step is small
        atol=1e-3,
    ),
    Test(
        "unchanged",
        1,
        "the matrix that is handed in is the same after the gradient "
        "was found.",
        unchanged,
        driver=UNCHANGED,
        rtol=1e-3,  # differences to one side pass here: the step is small
        atol=1e-3,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 1: 1e-05 -> 0.0001": (
        "any small step gives the derivative; the default is a matter of taste"
    ),
}
