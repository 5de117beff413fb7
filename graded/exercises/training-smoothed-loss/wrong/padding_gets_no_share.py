"""
keeps: 2
tells: the share was spread over all tokens but the padding; here it is spread over all V
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    words = [i for i in range(logits.shape[-1]) if i != pad_id]
    mean = -log_p[..., words].mean(dim=-1)
    losses = (1 - smoothing) * right + smoothing * mean
    return losses[target != pad_id].mean()
