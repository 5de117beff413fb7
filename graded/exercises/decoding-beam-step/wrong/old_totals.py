"""
keeps: 0
tells: the totals of the chosen sentences came back as they were; the new token belongs to them
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    place = (totals[:, None] + log_p).flatten().topk(num_beams).indices
    size = log_p.shape[1]
    return totals[place // size], place // size, place % size
