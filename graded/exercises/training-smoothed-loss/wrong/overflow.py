"""
keeps: 3
tells: >-
  the exponential of a large logit overflows; use log_softmax, or subtract the largest logit
  first
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    log_p = p.log()
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()
