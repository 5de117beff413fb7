"""
keeps: 0
tells: 0 is left out, whatever pad_id is; compare the targets with pad_id
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != 0].mean()
