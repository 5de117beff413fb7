"""
keeps: 2
tells: you smoothed the network's probabilities; it is the target that is smoothed
"""


def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    p = (1 - smoothing) * (-right).exp() + smoothing / logits.shape[-1]
    return -p.log()[target != pad_id].mean()
