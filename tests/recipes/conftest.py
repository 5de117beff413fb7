"""A recipe of somebody's own pairs, small and made once."""

import random

import pytest

from recipes.__main__ import main

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]
SMALL = {
    **dict(d_model=16, num_heads=2, num_layers=1, d_ff=24, dropout=0.1),
    **dict(steps=12, warmup=2, checkpoint_every=3, max_tokens=200),
}


def own_lines(count=300):
    """Pairs of numbers in words and in digits, one per line; all different."""
    numbers = random.Random(3).sample(range(10_000), count)
    return [
        " ".join(ONES[int(digit)] for digit in str(number)) + f"\t{number}"
        for number in numbers
    ]


def make(folder, lines, name="mine", *options):
    """Make a recipe of lines; return its folder."""
    data = folder / f"{name}.tsv"
    content = "".join(f"{line}\n" for line in lines)
    data.write_text(content, encoding="utf-8")
    arguments = ["new", str(folder / name), "--pairs", str(data), *options]
    assert main([*arguments, "--tokens=characters"]) == 0
    return folder / name


@pytest.fixture(scope="session")
def mine(tmp_path_factory):
    """The folder of a small recipe."""
    return make(tmp_path_factory.mktemp("own"), own_lines())
