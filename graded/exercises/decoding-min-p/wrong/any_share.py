"""
keeps: 3
tells: a share that is not above 0 and at most 1 must raise a ValueError
"""


def min_p(logits, share):
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)
