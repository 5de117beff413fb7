"""
keeps: 2
tells: the padding is counted in the mean; leave it out before you take the mean
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    return (-log_p.gather(-1, target[..., None])).mean().exp()
