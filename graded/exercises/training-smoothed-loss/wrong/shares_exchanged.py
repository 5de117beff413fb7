"""
keeps: 0
tells: >-
  the right token got the share of all, and all got that of the right one; exchange the two
  factors
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = smoothing * right - (1 - smoothing) * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()
