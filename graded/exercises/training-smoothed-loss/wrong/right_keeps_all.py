"""
keeps: 2
tells: the share was added and not taken away; the right token keeps 1 - smoothing
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()
