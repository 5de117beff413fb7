"""
keeps: 1
tells: the smallest score has the largest weight; the exponent has the wrong sign
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(-scores / temperature)
