"""What the check of a *Your turn* says of an answer."""

import sys

import numpy as np
import pytest
import torch

from book.reader.chapters import ROOT

sys.path.insert(0, str(ROOT / "chapters"))

from your_turn import compare


def doubled(x):
    return 2 * x


def trained(x):
    """As a block with parameters gives it: with a gradient."""
    return torch.tensor(x, requires_grad=True) * 2


def not_written(x):
    raise NotImplementedError("Your turn.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (doubled, "Right, in 2 cases."),
        (trained, "Right, in 2 cases."),
        (lambda x: 2 * x + 1e-6, "Right, in 2 cases."),
        (not_written, "Your turn."),
        (lambda x: None, "end the function with `return`"),
        (lambda x: x[1:], "The result has the shape (2,); (3,) is needed."),
        (np.square, "You squared it."),
        (np.negative, "it should be\n[2. 4. 6.]\nbut it is\n[-1. -2. -3.]"),
        (lambda x: x > 0, "but it is\n[1 1 1]"),
    ],
)
def test_what_is_said_of_an_answer(capsys, answer, said):
    trials = [(np.array([1.0, 2.0, 3.0]),), (np.zeros(3),)]
    compare(answer, doubled, trials, {"You squared it.": np.square})
    assert said in capsys.readouterr().out


def test_a_large_answer_is_not_printed_whole(capsys):
    trials = [(np.ones((5, 6)),)]
    compare(np.positive, doubled, trials, {})
    assert "30 of 30 numbers are not: at (0, 0) it should be 2.000" in (
        capsys.readouterr().out
    )
