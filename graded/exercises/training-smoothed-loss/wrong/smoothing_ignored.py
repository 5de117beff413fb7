"""
keeps: 2
tells: the smoothing has no influence; mix in the mean of minus all log-probabilities
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    return right[target != pad_id].mean()
