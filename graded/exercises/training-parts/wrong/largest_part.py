"""
keeps: 1
tells: only the largest part was taken; all parts belong to the batch
"""


def loss_of_parts(losses, counts):
    if sum(counts) == 0:
        raise ValueError("nothing counts")
    return losses[counts.index(max(counts))]
