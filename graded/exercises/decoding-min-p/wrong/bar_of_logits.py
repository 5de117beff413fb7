"""
keeps: 1
tells: logits were compared with a share of the largest logit; the share is one of probabilities
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    bar = share * logits.amax(dim=-1, keepdim=True)
    return logits.masked_fill(logits < bar, -math.inf)
