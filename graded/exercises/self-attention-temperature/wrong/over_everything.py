"""
keeps: 1
tells: all weights together add up to 1; each row by itself must, along the last axis
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    scores = scores / temperature
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()
