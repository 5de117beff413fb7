"""
keeps: 0
tells: the softmax runs over the positions; it runs over the vocabulary, the last dimension
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()
