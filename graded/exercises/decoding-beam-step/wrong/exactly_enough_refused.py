"""
keeps: 3
tells: as many continuations as beams are enough; only fewer are an error
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() <= num_beams:
        raise ValueError("too few")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    return best, place // log_p.shape[1], place % log_p.shape[1]
