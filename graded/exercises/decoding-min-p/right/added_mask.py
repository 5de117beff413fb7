def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    scaled = (logits - logits.amax(-1, True)).exp()
    mask = torch.zeros_like(logits)
    mask[scaled < share] = -torch.inf
    return logits + mask
