"""
keeps: 2
tells: the axis is the second one; use the last, whatever the number of axes
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores / temperature, axis=min(1, scores.ndim - 1))
