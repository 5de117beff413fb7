def smoothed_loss(logits, target, pad_id, smoothing):

    from torch.distributions import Categorical, kl_divergence

    kept = target != pad_id
    size = logits.shape[-1]
    q = torch.full((int(kept.sum()), size), smoothing / size)
    q[torch.arange(len(q)), target[kept]] += 1 - smoothing
    q = Categorical(probs=q, validate_args=False)
    p = Categorical(logits=logits[kept])
    return (kl_divergence(q, p) + q.entropy()).mean()
