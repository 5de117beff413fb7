def perplexity(logits, target, pad_id):
    keep = target.flatten() != pad_id
    logits, target = logits.flatten(0, 1)[keep], target.flatten()[keep]
    chosen = logits[torch.arange(len(target)), target]
    return (logits.logsumexp(1) - chosen).mean().exp().item()
