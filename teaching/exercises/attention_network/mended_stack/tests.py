"""A stack of blocks, with the planted bug mended."""

import torch

from teaching.authoring.exercise import Test

COUNT = """\
def driver(answer, sizes):
    return {
        f"parameters of {blocks} blocks of width {width}": sum(
            parameter.numel() for parameter in answer(width, blocks).parameters()
        )
        for width, blocks in sizes
    }
"""

STARTS = """\
import torch


def driver(answer, width, blocks):
    torch.manual_seed(0)
    matrices = list(answer(width, blocks).parameters())
    starts = {round(each.double().sum().item(), 6) for each in matrices}
    return {
        "matrices": len(matrices),
        "matrices that start from numbers of their own": len(starts),
    }
"""

OUTPUT = """\
import torch


def driver(answer, x, matrices):
    model = answer(x.shape[-1], len(matrices) // 3)
    parameters = list(model.parameters())
    if len(parameters) != len(matrices):
        raise ValueError(
            f"{len(matrices)} matrices are needed, the stack has {len(parameters)}"
        )
    for parameter, matrix in zip(parameters, matrices):
        parameter.data = matrix.clone()
    output = model(x)
    output.square().sum().backward()
    return {
        "output": output,
        "gradient of the first matrix": parameters[0].grad,
    }
"""


def sizes(rng):
    return (
        [
            (int(width), int(blocks))
            for width, blocks in rng.integers(2, 9, size=(4, 2))
        ],
    )


def one_size(rng):
    return int(rng.integers(3, 8)), int(rng.integers(2, 9))


def with_matrices(rng):
    width, blocks = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    tensor = torch.from_numpy
    return (
        tensor(2 * rng.normal(size=(2, 5, width))),
        list(tensor(rng.normal(size=(3 * blocks, width, width)))),
    )


TESTS = [
    Test(
        "parameters",
        1,
        "the number of parameters, for several sizes.",
        sizes,
        driver=COUNT,
    ),
    Test(
        "starts",
        1,
        "each matrix of each block starts from random numbers of its own.",
        one_size,
        driver=STARTS,
    ),
    Test(
        "output",
        2,
        "with given matrices, the output and a gradient of the first block.",
        with_matrices,
        driver=OUTPUT,
    ),
]
