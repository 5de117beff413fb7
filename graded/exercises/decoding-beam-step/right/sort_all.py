def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = log_p + totals.unsqueeze(1)
    values, order = sums.reshape(-1).sort(descending=True)
    values, order = values[:num_beams], order[:num_beams]
    sentences = torch.div(order, sums.size(1), rounding_mode="floor")
    return values, sentences, order - sentences * sums.size(1)
