"""
keeps: 3
tells: >-
  the exponential of a large logit overflows; use log_softmax, or subtract the largest logit
  first
"""


def perplexity(logits, target, pad_id):
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    losses = -p.log().gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()
