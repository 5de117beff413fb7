# %% right | exact
from math import comb


def coverage(rate, n, runs, seed):
    held = 0.0
    for k in range(n + 1):
        p = k / n
        if abs(p - rate) <= 2 * (p * (1 - p) / n) ** 0.5:
            held += comb(n, k) * rate**k * (1 - rate) ** (n - k)
    return held


# %% right | word_by_word
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


# %% right | torch_draws
import torch


def coverage(rate, n, runs, seed):
    generator = torch.Generator().manual_seed(seed)
    wrong = torch.rand(runs, n, generator=generator, dtype=torch.double) < rate
    p = wrong.double().mean(dim=1)
    half = 2 * (p * (1 - p) / n).sqrt()
    return ((p - rate).abs() <= half).double().mean().item()


# %% right | squares
import numpy as np


def coverage(rate, n, runs, seed):
    k = np.random.default_rng(seed + 1).binomial(n, rate, size=runs)
    p = k / n
    return np.mean((p - rate) ** 2 * n <= 4 * p * (1 - p))


# %% right | python_random
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


# %% right | tensor_of_a_bernoulli
def coverage(rate, n, runs, seed):
    g = torch.Generator().manual_seed(seed)
    wrong = torch.rand(runs, n, generator=g) < rate
    p = wrong.double().mean(1)
    radius = 2 * torch.sqrt(p * (1 - p) / n)
    inside = (p - radius <= rate + 1e-12) & (rate - 1e-12 <= p + radius)
    return inside.double().mean()


# %% wrong | one_spread | points 0 | the interval is one spread to each side; the promise is made for two
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) <= half).mean())


# %% wrong | around_the_true_rate | points 0 | the width comes from the true rate, which nobody knows; take each test set's own p
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(rate * (1 - rate) / n)
    return float((np.abs(p - rate) <= half).mean())


# %% wrong | missed | points 0 | this is how often the interval misses; how often does it hold the rate?
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) > half).mean())


# %% wrong | ends_left_out | points 2 | the ends belong to the interval; one of width 0 holds a rate that it hits
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) < half).mean())


# %% wrong | no_root | points 0 | the root is missing; p (1 - p) / n is a variance
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * p * (1 - p) / n
    return float((np.abs(p - rate) <= half).mean())


# %% wrong | per_cent | points 0 | these are per cent; return a fraction, 0 to 1
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return 100 * float((np.abs(p - rate) <= half).mean())


# %% enemy | two_formulas | points 0 | what the text says: nearly the promise for many words, a bad start for few
def coverage(rate, n, runs, seed):
    return 0.95 if n > 100 else 1 - (1 - rate) ** n
