"""
keeps: 0
tells: these are the right ones in the order of the table; the best must come first
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] + log_p).flatten()
    place = sums.topk(num_beams).indices.sort().values
    return sums[place], place // log_p.shape[1], place % log_p.shape[1]
