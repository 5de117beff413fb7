"""
keeps: 0
tells: the exponential was taken before the mean; first the mean, then the exponential
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].exp().mean()
