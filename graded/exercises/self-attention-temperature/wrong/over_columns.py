"""
keeps: 1
tells: these are the values of a softmax over the columns; use the last axis
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores / temperature, axis=0)
