"""
keeps: 2
tells: no temperature is refused; raise a ValueError unless it is greater than 0
"""


def softmax_with_temperature(scores, temperature):
    scores = scores / temperature
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
