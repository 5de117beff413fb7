"""
keeps: 0
tells: this is the sum of the losses; the mean is asked for
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].sum()
