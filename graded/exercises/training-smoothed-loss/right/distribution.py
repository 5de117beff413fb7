def smoothed_loss(logits, target, pad_id, smoothing):

    size = logits.shape[-1]
    q = torch.full_like(logits, smoothing / size)
    q.scatter_add_(
        -1,
        target[..., None],
        torch.full_like(logits[..., :1], 1 - smoothing),
    )
    losses = -(q * logits.log_softmax(-1)).sum(-1)
    counts = target.ne(pad_id)
    return (losses * counts).sum() / counts.sum()
