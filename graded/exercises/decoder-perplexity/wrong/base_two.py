"""
keeps: 0
tells: two to the power of the loss, but the loss uses the natural logarithm; take exp
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return 2 ** losses[target != pad_id].mean()
