"""
keeps: 2
tells: overflow; subtract the largest score of each row before the exponential
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp(scores / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
