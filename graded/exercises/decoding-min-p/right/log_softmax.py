def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    log_p = torch.log_softmax(logits, -1)
    best = log_p.amax(-1, keepdim=True)
    return logits.masked_fill(log_p < best + math.log(share), float("-inf"))
