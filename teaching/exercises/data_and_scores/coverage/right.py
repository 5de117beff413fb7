# %% exact
from math import comb


def coverage(rate, n, runs, seed):
    held = 0.0
    for k in range(n + 1):
        p = k / n
        if abs(p - rate) <= 2 * (p * (1 - p) / n) ** 0.5:
            held += comb(n, k) * rate**k * (1 - rate) ** (n - k)
    return held


# %% word_by_word
import numpy as np


def coverage(rate, n, runs, seed):
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(runs):
        wrong = rng.random(n) < rate
        p = wrong.mean()
        half = 2 * (p * (1 - p) / n) ** 0.5
        held += p - half <= rate <= p + half
    return held / runs


# %% torch_draws
import torch


def coverage(rate, n, runs, seed):
    generator = torch.Generator().manual_seed(seed)
    wrong = torch.rand(runs, n, generator=generator, dtype=torch.double) < rate
    p = wrong.double().mean(dim=1)
    half = 2 * (p * (1 - p) / n).sqrt()
    return ((p - rate).abs() <= half).double().mean().item()


# %% squares
import numpy as np


def coverage(rate, n, runs, seed):
    k = np.random.default_rng(seed + 1).binomial(n, rate, size=runs)
    p = k / n
    return np.mean((p - rate) ** 2 * n <= 4 * p * (1 - p))


# %% python_random
import random


def coverage(rate, n, runs, seed):
    rng = random.Random(seed)
    held = []
    for _ in range(runs):
        p = sum(rng.random() < rate for _ in range(n)) / n
        low = p - 2 * (p * (1 - p) / n) ** 0.5
        high = p + 2 * (p * (1 - p) / n) ** 0.5
        held.append(low <= rate <= high)
    return sum(held) / len(held)
