# %% one_spread | points 0 | the interval is one spread to each side; the promise is made for two
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) <= half).mean())


# %% around_the_true_rate | points 0 | the width comes from the true rate, which nobody knows; take each test set's own p
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(rate * (1 - rate) / n)
    return float((np.abs(p - rate) <= half).mean())


# %% missed | points 0 | this is how often the interval misses; how often does it hold the rate?
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) > half).mean())


# %% ends_left_out | points 2 | the ends belong to the interval; one of width 0 holds a rate that it hits
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return float((np.abs(p - rate) < half).mean())


# %% no_root | points 0 | the root is missing; p (1 - p) / n is a variance
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * p * (1 - p) / n
    return float((np.abs(p - rate) <= half).mean())


# %% mean_width | points 0 | this is the mean width of the intervals; count those that hold the rate
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return float(2 * half.mean())


# %% per_cent | points 0 | these are per cent; return a fraction, 0 to 1
import numpy as np


def coverage(rate, n, runs, seed):
    p = np.random.default_rng(seed).binomial(n, rate, runs) / n
    half = 2 * np.sqrt(p * (1 - p) / n)
    return 100 * float((np.abs(p - rate) <= half).mean())
