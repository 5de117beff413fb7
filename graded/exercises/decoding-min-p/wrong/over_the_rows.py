"""
keeps: 0
tells: softmax and largest value run over the sentences; the tokens of a row are the last dimension
"""


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=0)
    return logits.masked_fill(p < share * p.amax(0, keepdim=True), -math.inf)
