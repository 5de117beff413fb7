# %% right | logsumexp
def perplexity(logits, target, pad_id):
    keep = target.flatten() != pad_id
    logits, target = logits.flatten(0, 1)[keep], target.flatten()[keep]
    chosen = logits[torch.arange(len(target)), target]
    return (logits.logsumexp(1) - chosen).mean().exp().item()


# %% right | loops
def perplexity(logits, target, pad_id):
    losses = []
    for scores, ids in zip(logits, target):
        for row, right in zip(scores, ids):
            if right != pad_id:
                largest = row.max()
                total = (row - largest).exp().sum()
                losses.append(total.log() - (row[right] - largest))
    return math.exp(sum(float(loss) for loss in losses) / len(losses))


# %% right | masked_fill
def perplexity(logits, target, pad_id):
    losses = -logits.log_softmax(2).gather(2, target.unsqueeze(2)).squeeze(2)
    padding = target.eq(pad_id)
    total = losses.masked_fill(padding, 0.0).sum()
    return (total / padding.logical_not().sum()).exp()


# %% right | numpy_double
import numpy as np


def perplexity(logits, target, pad_id):
    scores = logits.detach().numpy().astype(np.float64)
    ids = target.numpy()
    scores = scores - scores.max(-1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    chosen = np.take_along_axis(log_p, ids[..., None], -1)[..., 0]
    return np.exp(-chosen[ids != pad_id].mean())


# %% right | one_hot
def perplexity(logits, target, pad_id):
    right = nn.functional.one_hot(target, logits.shape[-1])
    log_p = (nn.functional.log_softmax(logits, -1) * right).sum(-1)
    kept = (target != pad_id).float()
    return torch.exp(-(log_p * kept).sum() / kept.sum())


# %% right | product_of_roots
def perplexity(logits, target, pad_id):
    p = (
        logits.double()
        .softmax(-1)
        .gather(-1, target.unsqueeze(-1))
        .squeeze(-1)
    )
    n = int((target != pad_id).sum())
    result = torch.ones(())
    for each in p[target != pad_id]:
        result = result * each ** (-1 / n)
    return result


# %% right | ignore_index
def perplexity(logits, target, pad_id):
    loss = nn.functional.cross_entropy(
        logits.mT, target, ignore_index=pad_id, reduction="mean"
    )
    return float(loss.exp())


# %% right | geometric_mean
from statistics import geometric_mean


def perplexity(logits, target, pad_id):
    log_p = logits.double().log_softmax(-1)
    return geometric_mean(
        math.exp(-log_p[b, t, word])
        for b, row in enumerate(target.tolist())
        for t, word in enumerate(row)
        if word != pad_id
    )


# %% right | numpy_scalar
import numpy as np


def perplexity(logits, target, pad_id):
    z, y = logits.numpy().astype(np.float64), target.numpy()
    z = z - z.max(-1, keepdims=True)
    nll = (
        np.log(np.exp(z).sum(-1))
        - np.take_along_axis(z, y[..., None], -1)[..., 0]
    )
    return np.exp(np.average(nll, weights=y != pad_id)).astype(np.float32)


# %% wrong | divided_by_all_positions | points 0 | this is the bug: the sum leaves the padding out, but was divided by all positions; divide by the number of real tokens
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return (losses * (target != pad_id)).mean().exp()


# %% wrong | mean_of_the_rows | points 0 | all tokens count alike: take one mean over all of them, not a mean of the sentences' means, which gives the tokens of short sentences more weight
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    kept = target != pad_id
    rows = (losses * kept).sum(dim=1) / kept.sum(dim=1)
    return rows.mean().exp()


# %% wrong | no_minus | points 0 | a perplexity is at least 1; the cross-entropy is minus the logarithm
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% wrong | over_the_positions | points 0 | the softmax runs over the positions; it runs over the vocabulary, the last dimension
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% wrong | overflow | points 3 | the exponential of a large logit overflows; use log_softmax, or subtract the largest logit first
def perplexity(logits, target, pad_id):
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    losses = -p.log().gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% wrong | padding_counted | points 0 | the padding is counted in the mean; leave it out before you take the mean
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    return (-log_p.gather(-1, target[..., None])).mean().exp()


# %% wrong | padding_is_zero | points 0 | 0 is left out, whatever pad_id is; compare the targets with pad_id
def perplexity(logits, target, pad_id):
    log_p = logits.log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != 0].mean().exp()


# %% wrong | softmax_twice | points 0 | softmax was taken twice; log_softmax wants the logits, not probabilities
def perplexity(logits, target, pad_id):
    log_p = logits.softmax(dim=-1).log_softmax(dim=-1)
    losses = -log_p.gather(-1, target[..., None])[..., 0]
    return losses[target != pad_id].mean().exp()


# %% enemy | torchs_mean | points 0 | PyTorch's own mean, padding and all
def perplexity(logits, target, pad_id):
    return nn.functional.cross_entropy(logits.mT, target).exp()
