# %% right | step_by_step
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for distance in range(1, most + 1):
        if mean(math.cos(distance * speed) for speed in speeds) < share:
            return distance
    return 0


# %% right | next_of_all
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


# %% right | turned_vectors
def reach(d_k, base, share, most):
    """A vector of which each pair is (1, 0), turned by the chapter's class."""
    pairs = torch.tensor([1.0, 0.0]).repeat(d_k // 2).double()
    rotary = RotaryPositions(d_k, max_len=most + 1, base=base).double()
    turned = rotary(pairs.expand(1, 1, most, -1), start=1)[0, 0]
    below = (turned @ pairs / (d_k // 2) < share).nonzero()
    return below[0].item() + 1 if len(below) else 0


# %% right | complex_numbers
import cmath


def reach(d_k, base, share, most):
    steps = [cmath.exp(1j * base ** (-2 * i / d_k)) for i in range(d_k // 2)]
    hands = list(steps)
    for distance in range(1, most + 1):
        if sum(hand.real for hand in hands) / len(hands) < share:
            return distance
        hands = [hand * step for hand, step in zip(hands, steps)]
    return 0


# %% right | numpy
import numpy as np


def reach(d_k, base, share, most):
    speeds = np.power(base, -2 * np.arange(d_k // 2) / d_k)
    for n in range(1, most + 1):
        if np.cos(n * speeds).mean() < share:
            return n
    return 0


# %% right | logarithms
def reach(d_k, base, share, most):
    speeds = [math.exp(-2 * i / d_k * math.log(base)) for i in range(d_k // 2)]
    low = [
        n
        for n in range(1, most + 1)
        if math.fsum(math.cos(n * s) for s in speeds) / len(speeds) < share
    ]
    return min(low, default=0)


# %% right | next_with_a_float
import numpy as np


def reach(d_k, base, share, most):
    freqs = base ** (-np.arange(0, d_k, 2) / d_k)
    return next(
        (
            d
            for d in np.arange(1.0, most + 1)
            if np.cos(d * freqs).mean() < share
        ),
        0.0,
    )


# %% wrong | exponent_halved | points 0 | the speed of pair i is base ** (-2i / d_k), not base ** (-i / d_k)
def reach(d_k, base, share, most):
    speeds = [base ** (-i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% wrong | a_pair_per_entry | points 0 | there are d_k / 2 pairs, not d_k
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% wrong | sum_for_mean | points 0 | compare the mean with share, not the sum
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) < share:
            return n
    return 0


# %% wrong | divided_by_d_k | points 0 | the mean is over d_k / 2 pairs; you divided by d_k
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / d_k < share:
            return n
    return 0


# %% wrong | one_before | points 0 | this is the last distance at which the score is still there; wanted is the first below share
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n - 1
    return 0


# %% wrong | most_if_none | points 3 | return 0 where no distance is below share
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return most


# %% enemy | first_speed | points 0 | a formula for the fastest pair alone
def reach(d_k, base, share, most):
    return min(most, max(1, round(math.acos(min(share, 1)) * d_k / 8)))
