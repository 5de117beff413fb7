"""
keeps: 0
tells: softmax was taken twice; log_softmax wants the logits, not probabilities
"""


def perplexity(logits, target, pad_id):
    log_p = logits.softmax(dim=-1).log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()
