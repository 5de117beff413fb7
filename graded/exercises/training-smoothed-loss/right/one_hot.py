def smoothed_loss(logits, target, pad_id, smoothing):

    one_hot = torch.nn.functional.one_hot(target, logits.size(-1))
    q = one_hot * (1 - smoothing) + smoothing / logits.size(-1)
    losses = torch.einsum("btv,btv->bt", -logits.log_softmax(dim=2), q)
    return torch.masked_select(losses, target != pad_id).mean()
