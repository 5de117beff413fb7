"""
keeps: 3
tells: a share of 1 is allowed; it keeps the most likely token
"""


def min_p(logits, share):
    if not 0 < share < 1:
        raise ValueError("share must be between 0 and 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)
