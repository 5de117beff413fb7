# %% logsumexp
def perplexity(logits, target, pad_id):
    keep = target.flatten() != pad_id
    logits, target = logits.flatten(0, 1)[keep], target.flatten()[keep]
    chosen = logits[torch.arange(len(target)), target]
    return (logits.logsumexp(1) - chosen).mean().exp().item()


# %% loops
def perplexity(logits, target, pad_id):
    losses = []
    for scores, ids in zip(logits, target):
        for row, right in zip(scores, ids):
            if right != pad_id:
                largest = row.max()
                total = (row - largest).exp().sum()
                losses.append(total.log() - (row[right] - largest))
    return math.exp(sum(float(loss) for loss in losses) / len(losses))


# %% masked_fill
def perplexity(logits, target, pad_id):
    losses = -logits.log_softmax(2).gather(2, target.unsqueeze(2)).squeeze(2)
    padding = target.eq(pad_id)
    total = losses.masked_fill(padding, 0.0).sum()
    return (total / padding.logical_not().sum()).exp()


# %% numpy_double
import numpy as np


def perplexity(logits, target, pad_id):
    scores = logits.detach().numpy().astype(np.float64)
    ids = target.numpy()
    scores = scores - scores.max(-1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    chosen = np.take_along_axis(log_p, ids[..., None], -1)[..., 0]
    return np.exp(-chosen[ids != pad_id].mean())


# %% one_hot
def perplexity(logits, target, pad_id):
    right = nn.functional.one_hot(target, logits.shape[-1])
    log_p = (nn.functional.log_softmax(logits, -1) * right).sum(-1)
    kept = (target != pad_id).float()
    return torch.exp(-(log_p * kept).sum() / kept.sum())


# %% product_of_roots
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


# %% ignore_index
def perplexity(logits, target, pad_id):
    loss = nn.functional.cross_entropy(
        logits.mT, target, ignore_index=pad_id, reduction="mean"
    )
    return float(loss.exp())
