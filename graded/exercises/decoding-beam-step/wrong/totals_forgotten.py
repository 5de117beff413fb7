"""
keeps: 0
tells: the totals so far have no influence; add the one of each sentence to its row
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = log_p.flatten().topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]
