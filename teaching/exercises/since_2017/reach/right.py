# %% step_by_step
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for distance in range(1, most + 1):
        if mean(math.cos(distance * speed) for speed in speeds) < share:
            return distance
    return 0


# %% next_of_all
def reach(d_k, base, share, most):
    speeds = [base ** (-i / d_k) for i in range(0, d_k, 2)]
    return next(
        (
            n
            for n in range(1, most + 1)
            if sum(math.cos(n * speed) for speed in speeds)
            < share * len(speeds)
        ),
        0,
    )


# %% turned_vectors
def reach(d_k, base, share, most):
    """A vector of which each pair is (1, 0), turned by the chapter's class."""
    pairs = torch.tensor([1.0, 0.0]).repeat(d_k // 2).double()
    rotary = RotaryPositions(d_k, max_len=most + 1, base=base).double()
    turned = rotary(pairs.expand(1, 1, most, -1), start=1)[0, 0]
    below = (turned @ pairs / (d_k // 2) < share).nonzero()
    return below[0].item() + 1 if len(below) else 0


# %% complex_numbers
import cmath


def reach(d_k, base, share, most):
    steps = [cmath.exp(1j * base ** (-2 * i / d_k)) for i in range(d_k // 2)]
    hands = list(steps)
    for distance in range(1, most + 1):
        if sum(hand.real for hand in hands) / len(hands) < share:
            return distance
        hands = [hand * step for hand, step in zip(hands, steps)]
    return 0


# %% numpy
import numpy as np


def reach(d_k, base, share, most):
    speeds = np.power(base, -2 * np.arange(d_k // 2) / d_k)
    for n in range(1, most + 1):
        if np.cos(n * speeds).mean() < share:
            return n
    return 0


# %% logarithms
def reach(d_k, base, share, most):
    speeds = [math.exp(-2 * i / d_k * math.log(base)) for i in range(d_k // 2)]
    low = [
        n
        for n in range(1, most + 1)
        if math.fsum(math.cos(n * s) for s in speeds) / len(speeds) < share
    ]
    return min(low, default=0)
