"""
keeps: 2
tells: >-
  all tokens count alike: take one mean over all of them, not a mean of the sentences' means,
  which gives the tokens of short sentences more weight
"""


def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    kept = target != pad_id
    rows = (losses * kept).sum(dim=1) / kept.sum(dim=1)
    return rows.mean().exp()
