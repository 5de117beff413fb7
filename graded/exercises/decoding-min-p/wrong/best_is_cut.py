"""
keeps: 3
tells: with a share of 1 nothing is left; a token exactly at the bar is kept
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p <= share * p.amax(-1, keepdim=True), -math.inf)
