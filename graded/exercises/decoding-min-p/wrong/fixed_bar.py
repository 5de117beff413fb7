"""
keeps: 0
tells: the bar is the share itself; it is the share times the largest probability of the row
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    return logits.masked_fill(logits.softmax(dim=-1) < share, -math.inf)
