"""
keeps: 0
tells: totals and logarithms were multiplied; probabilities multiply, so their logarithms add
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] * log_p).flatten()
    best, place = sums.topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]
