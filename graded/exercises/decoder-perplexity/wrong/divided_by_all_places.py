"""
keeps: 2
tells: >-
  the sum leaves the padding out, but was divided by all places; divide by the number of real
  tokens
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return (losses * (target != pad_id)).mean().exp()
