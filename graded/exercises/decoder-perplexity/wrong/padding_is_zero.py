"""
keeps: 0
tells: 0 is left out, whatever pad_id is; compare the targets with pad_id
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != 0].mean().exp()
