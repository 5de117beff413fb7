"""
keeps: 3
tells: the logits that were handed in have changed; masked_fill makes a copy, masked_fill_ does not
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill_(p < share * p.amax(-1, keepdim=True), -math.inf)
