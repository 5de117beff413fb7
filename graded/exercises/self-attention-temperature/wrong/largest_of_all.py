"""
keeps: 2
tells: you subtract the largest score of all; rows far below it become 0 / 0, so take the
  largest of each row
"""


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError
    exponentials = np.exp((scores - scores.max()) / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
