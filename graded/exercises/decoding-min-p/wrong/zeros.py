"""
keeps: 0
tells: what is cut became 0; a logit of 0 still has a probability, only -inf has none
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)
