"""
keeps: 0
tells: a perplexity is at least 1; the cross-entropy is minus the logarithm
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()
