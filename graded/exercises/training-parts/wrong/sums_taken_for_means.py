"""
keeps: 1
tells: the losses are means already, not sums; multiply each by its count first
"""


def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x for x, n in zip(losses, counts) if n) / sum(counts)
