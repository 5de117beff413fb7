"""
keeps: 0
tells: the largest of all rows set the bar; each row has its own, amax(dim=-1, keepdim=True)
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.max(), -math.inf)
