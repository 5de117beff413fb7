"""
keeps: 1
tells: divide the scores, not the weights
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores) / temperature
