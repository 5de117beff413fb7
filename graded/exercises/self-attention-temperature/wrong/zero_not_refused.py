"""
keeps: 2
tells: a temperature below 0 is refused, 0 is not; the temperature must be greater than 0
"""


def softmax_with_temperature(scores, temperature):
    if temperature < 0:
        raise ValueError
    return softmax(scores / temperature)
