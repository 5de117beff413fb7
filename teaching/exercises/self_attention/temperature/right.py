# %% along_axis
import math


def one_row(row, temperature):
    largest = max(row)
    powers = [math.exp((score - largest) / temperature) for score in row]
    total = math.fsum(powers)
    return [power / total for power in powers]


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(f"temperature {temperature}")
    return np.apply_along_axis(one_row, -1, scores, temperature)


# %% chapters_softmax
def softmax_with_temperature(scores, temperature):
    if temperature > 0:
        return softmax(np.divide(scores, temperature))
    raise ValueError("too cold")


# %% logsumexp
def softmax_with_temperature(scores, temperature):
    if not temperature > 0:
        raise ValueError
    scaled = scores * (1 / temperature)
    return np.exp(scaled - np.logaddexp.reduce(scaled, -1, keepdims=True))


# %% own_error
class TooCold(ValueError):
    pass


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise TooCold(temperature)
    powers = np.exp((scores - scores.max(-1, keepdims=1)) / temperature)
    return powers / np.einsum("...j->...", powers)[..., np.newaxis]


# %% recursive
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(f"temperature {temperature}")
    if scores.ndim > 1:
        return np.stack(
            [softmax_with_temperature(s, temperature) for s in scores]
        )
    # A share is 1 over the sum of the powers of all differences to it.
    with np.errstate(over="ignore"):
        return 1 / np.exp((scores - scores[:, None]) / temperature).sum(1)


# %% shifted_first
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError("the temperature must be greater than 0")
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(shifted / temperature)
    weights /= weights.sum(-1)[..., None]
    return weights


# %% torch
import torch


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(temperature)
    return torch.softmax(torch.from_numpy(scores) / temperature, dim=-1)
