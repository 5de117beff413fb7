"""
keeps: 2
tells: the share was spread over all tokens but the right one; here it is spread over all V
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    others = -(log_p.sum(dim=-1) + right) / (logits.shape[-1] - 1)
    losses = (1 - smoothing) * right + smoothing * others
    return losses[target != pad_id].mean()
