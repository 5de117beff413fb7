def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    behind = logits - logits.max(dim=-1, keepdim=True).values
    return torch.where(behind >= math.log(share), logits, -torch.inf)
