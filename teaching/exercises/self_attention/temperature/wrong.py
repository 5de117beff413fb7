# %% asserts | points 2 | this is an assertion, which a user can switch off; raise a ValueError
def softmax_with_temperature(scores, temperature):
    assert temperature > 0, "the temperature must be greater than 0"
    return softmax(scores / temperature)


# %% clipped | points 2 | large scores were cut off, and differences between them lost; subtract the largest score of each row instead
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(np.clip(scores / temperature, -700, 700))


# %% divided_after | points 0 | divide the scores, not the weights
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores) / temperature


# %% ignored | points 0 | this is the softmax at temperature 1; divide the scores by the temperature
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores)


# %% largest_of_all | points 2 | you subtract the largest score of all; rows far below it become 0 / 0, so take the largest of each row
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp((scores - scores.max()) / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% multiplied | points 0 | these are the values of scores times temperature; divide by it
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores * temperature)


# %% negative_sign | points 0 | the smallest score has the largest weight; the exponent has the wrong sign
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(-scores / temperature)


# %% never_refused | points 2 | no temperature is refused; raise a ValueError unless it is greater than 0
def softmax_with_temperature(scores, temperature):
    scores = scores / temperature
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% only_zero_refused | points 2 | a temperature of 0 is refused, one below 0 is not; refuse both
def softmax_with_temperature(scores, temperature):
    if temperature == 0:
        raise ValueError
    return softmax(scores / temperature)


# %% over_columns | points 0 | these are the values of a softmax over the columns; use the last axis
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores / temperature, axis=0)


# %% over_everything | points 0 | all weights together add up to 1; each row by itself must, along the last axis
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    scores = scores / temperature
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


# %% overflows | points 2 | overflow; subtract the largest score of each row before the exponential
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp(scores / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


# %% second_axis | points 2 | the axis is the second one; use the last, whatever the number of axes
def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores / temperature, axis=min(1, scores.ndim - 1))


# %% zero_not_refused | points 2 | a temperature below 0 is refused, 0 is not; the temperature must be greater than 0
def softmax_with_temperature(scores, temperature):
    if temperature < 0:
        raise ValueError
    return softmax(scores / temperature)
