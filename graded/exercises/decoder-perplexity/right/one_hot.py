def perplexity(logits, target, pad_id):
    right = nn.functional.one_hot(target, logits.shape[-1])
    log_p = (nn.functional.log_softmax(logits, -1) * right).sum(-1)
    kept = (target != pad_id).float()
    return torch.exp(-(log_p * kept).sum() / kept.sum())
