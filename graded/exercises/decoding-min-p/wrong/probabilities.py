"""
keeps: 0
tells: probabilities came back; return the logits, with -inf for what is cut
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return p.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)
