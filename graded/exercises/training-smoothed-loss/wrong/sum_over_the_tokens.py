"""
keeps: 2
tells: >-
  each token got the whole share; it is divided by V, so take the mean over the tokens and not
  the sum
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.sum(dim=-1)
    return losses[target != pad_id].mean()
