"""
keeps: 1
tells: these are the values of scores times temperature; divide by it
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    return softmax(scores * temperature)
