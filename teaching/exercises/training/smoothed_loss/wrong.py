# %% divided_by_all_places | points 1 | the sum leaves the padding out, but was divided by all places; divide by the number of places that count
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return (losses * (target != pad_id)).mean()


# %% mean_of_the_rows | points 1 | all places count alike; take one mean over all of them, not a mean of the sentences' means
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    kept = target != pad_id
    rows = (losses * kept).sum(dim=1) / kept.sum(dim=1)
    return rows.mean()


# %% no_minus | points 0 | the loss is negative; it is minus the logarithm of the probability
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = -(1 - smoothing) * right + smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()


# %% overflow | points 3 | the exponential of a large logit overflows; use log_softmax, or subtract the largest logit first
def smoothed_loss(logits, target, pad_id, smoothing):
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    log_p = p.log()
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()


# %% padding_counted | points 1 | the padding is counted in the mean; leave it out before you take the mean
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses.mean()


# %% padding_gets_no_share | points 2 | the share was spread over all tokens but the padding; here it is spread over all V
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    words = [i for i in range(logits.shape[-1]) if i != pad_id]
    mean = -log_p[..., words].mean(dim=-1)
    losses = (1 - smoothing) * right + smoothing * mean
    return losses[target != pad_id].mean()


# %% padding_is_zero | points 0 | 0 is left out, whatever pad_id is; compare the targets with pad_id
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != 0].mean()


# %% probabilities_smoothed | points 2 | you smoothed the network's probabilities; it is the target that is smoothed
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    p = (1 - smoothing) * (-right).exp() + smoothing / logits.shape[-1]
    return -p.log()[target != pad_id].mean()


# %% right_keeps_all | points 2 | the share was added and not taken away; the right token keeps 1 - smoothing
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()


# %% shares_exchanged | points 0 | the right token got the share of all, and all got that of the right one; exchange the two factors
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = smoothing * right - (1 - smoothing) * log_p.mean(dim=-1)
    return losses[target != pad_id].mean()


# %% smoothing_ignored | points 2 | the smoothing has no influence; mix in the mean of minus all log-probabilities
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    return right[target != pad_id].mean()


# %% spread_over_the_others | points 2 | the share was spread over all tokens but the right one; here it is spread over all V
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    others = -(log_p.sum(dim=-1) + right) / (logits.shape[-1] - 1)
    losses = (1 - smoothing) * right + smoothing * others
    return losses[target != pad_id].mean()


# %% sum | points 0 | this is the sum of the losses; the mean is asked for
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.mean(dim=-1)
    return losses[target != pad_id].sum()


# %% sum_over_the_tokens | points 2 | each token got the whole share; it is divided by V, so take the mean over the tokens and not the sum
def smoothed_loss(logits, target, pad_id, smoothing):
    log_p = logits.log_softmax(dim=-1)
    right = -log_p.gather(-1, target[..., None])[..., 0]
    losses = (1 - smoothing) * right - smoothing * log_p.sum(dim=-1)
    return losses[target != pad_id].mean()
