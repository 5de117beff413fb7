"""
keeps: 2
tells: 0 times nan is nan; leave out the parts in which nothing counts
"""


def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return sum(x * n for x, n in zip(losses, counts)) / sum(counts)
