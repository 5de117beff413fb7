def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals + log_p.T).flatten()  # token after token
    values, place = sums.topk(num_beams)
    return values, place % len(totals), place // len(totals)
