"""
keeps: 1
tells: this is the sum over all tokens; divide by the number of tokens
"""


def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x * n for x, n in zip(losses, counts) if n)
