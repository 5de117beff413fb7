# %% right | along_axis
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


# %% right | chapters_softmax
def softmax_with_temperature(scores, temperature):
    if temperature > 0:
        return softmax(np.divide(scores, temperature))
    raise ValueError("too cold")


# %% right | logsumexp
def softmax_with_temperature(scores, temperature):
    if not temperature > 0:
        raise ValueError
    scaled = scores * (1 / temperature)
    return np.exp(scaled - np.logaddexp.reduce(scaled, -1, keepdims=True))


# %% right | own_error
class TooCold(ValueError):
    pass


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise TooCold(temperature)
    powers = np.exp((scores - scores.max(-1, keepdims=1)) / temperature)
    return powers / np.einsum("...j->...", powers)[..., np.newaxis]


# %% right | recursive
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


# %% right | shifted_first
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError("the temperature must be greater than 0")
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(shifted / temperature)
    weights /= weights.sum(-1)[..., None]
    return weights


# %% right | torch
import torch


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(temperature)
    return torch.softmax(torch.from_numpy(scores) / temperature, dim=-1)


# %% right | long_double
def softmax_with_temperature(scores, temperature):
    assert_above_zero(temperature)
    z = np.array(scores, dtype=np.longdouble) / temperature
    z -= z.max(axis=-1)[..., np.newaxis]
    np.exp(z, out=z)
    z /= z.sum(axis=-1)[..., np.newaxis]
    return z


def assert_above_zero(t):
    if t <= 0:
        raise ValueError


# %% wrong | divided_after | points 0 | divide the scores, not the weights
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores) / temperature


# %% wrong | ignored | points 0 | this is the softmax at temperature 1; divide the scores by the temperature
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores)


# %% wrong | largest_of_all | points 2 | you subtract the largest score of all; rows far below it become 0 / 0, so take the largest of each row
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp((scores - scores.max()) / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% wrong | multiplied | points 0 | these are the values of scores times temperature; divide by it
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores * temperature)


# %% wrong | never_refused | points 2 | no temperature is refused; raise a ValueError unless it is greater than 0
def softmax_with_temperature(scores, temperature):
    scores = scores / temperature
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% wrong | over_columns | points 0 | these are the values of a softmax over the columns; use the last axis
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores / temperature, axis=0)


# %% wrong | overflows | points 2 | overflow; subtract the largest score of each row before the exponential
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp(scores / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% wrong | zero_not_refused | points 2 | a temperature below 0 is refused, 0 is not; the temperature must be greater than 0
def softmax_with_temperature(scores, temperature):
    if temperature < 0:
        raise ValueError
    return softmax(scores / temperature)


# %% enemy | refuses_only | points 0 | it raises what the driver asks for and leaves the temperature out
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores)
