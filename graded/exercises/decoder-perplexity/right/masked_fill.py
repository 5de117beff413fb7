def perplexity(logits, target, pad_id):
    losses = -logits.log_softmax(2).gather(2, target.unsqueeze(2)).squeeze(2)
    padding = target.eq(pad_id)
    total = losses.masked_fill(padding, 0.0).sum()
    return (total / padding.logical_not().sum()).exp()
