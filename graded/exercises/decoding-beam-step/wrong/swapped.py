"""
keeps: 1
tells: sentences and tokens are swapped; the second tensor says which sentence is continued
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    size = log_p.shape[1]
    return best, place % size, place // size
