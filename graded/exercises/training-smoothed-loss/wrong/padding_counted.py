"""
keeps: 1
tells: the padding is counted in the mean; leave it out before you take the mean
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses.mean()
