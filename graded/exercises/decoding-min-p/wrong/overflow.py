"""
keeps: 3
tells: large logits overflow, exp of 200 is inf in float32; use softmax or subtract the maximum
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)
