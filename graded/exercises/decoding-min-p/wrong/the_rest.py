"""
keeps: 0
tells: the likely tokens were cut and the unlikely ones kept; turn the comparison round
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p > share * p.amax(-1, keepdim=True), -math.inf)
