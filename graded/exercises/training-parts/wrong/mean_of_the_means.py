"""
keeps: 1
tells: this is the mean of the means; a part with more tokens must weigh more
"""


def loss_of_parts(losses, counts):
    kept = [loss for loss, count in zip(losses, counts) if count]
    if not kept:
        raise ValueError("nothing counts")
    return sum(kept) / len(kept)
