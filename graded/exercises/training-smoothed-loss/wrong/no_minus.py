"""
keeps: 0
tells: the loss is negative; it is minus the logarithm of the probability
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = -(1 - smoothing) * right + smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()
