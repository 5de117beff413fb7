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
