"""
keeps: 1
tells: >-
  the sum leaves the padding out, but was divided by all places; divide by the number of
  places that count
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return (losses * (target != pad_id)).mean()
