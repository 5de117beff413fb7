"""
keeps: 2
tells: a temperature of 0 is refused, one below 0 is not; refuse both
"""


def softmax_with_temperature(scores, temperature):
    if temperature == 0:
        raise ValueError
    return softmax(scores / temperature)
