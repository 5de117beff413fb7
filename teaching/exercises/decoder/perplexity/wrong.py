# %% base_two | points 0 | two to the power of the loss, but the loss uses the natural logarithm; take exp
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return 2 ** losses[target != pad_id].mean()


# %% divided_by_all_positions | points 0 | this is the bug: the sum leaves the padding out, but was divided by all positions; divide by the number of real tokens
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return (losses * (target != pad_id)).mean().exp()


# %% loss | points 0 | this is the loss; take its exponential
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean()


# %% mean_of_the_exponentials | points 0 | the exponential was taken before the mean; first the mean, then the exponential
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].exp().mean()


# %% mean_of_the_rows | points 0 | all tokens count alike: take one mean over all of them, not a mean of the sentences' means, which gives the tokens of short sentences more weight
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    kept = target != pad_id
    rows = (losses * kept).sum(dim=1) / kept.sum(dim=1)
    return rows.mean().exp()


# %% no_minus | points 0 | a perplexity is at least 1; the cross-entropy is minus the logarithm
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% over_the_positions | points 0 | the softmax runs over the positions; it runs over the vocabulary, the last dimension
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% overflow | points 3 | the exponential of a large logit overflows; use log_softmax, or subtract the largest logit first
def perplexity(logits, target, pad_id):
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    losses = -p.log().gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% padding_counted | points 0 | the padding is counted in the mean; leave it out before you take the mean
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    return (-log_p.gather(-1, target[..., None])).mean().exp()


# %% padding_is_zero | points 0 | 0 is left out, whatever pad_id is; compare the targets with pad_id
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != 0].mean().exp()


# %% softmax_twice | points 0 | softmax was taken twice; log_softmax wants the logits, not probabilities
def perplexity(logits, target, pad_id):
    log_p = logits.softmax(dim=-1).log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% sum | points 0 | this is the exponential of the sum of the losses; the mean is asked for
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].sum().exp()
