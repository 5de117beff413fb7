"""
keeps: 1
tells: the place was divided by the number of sentences; a row has as many entries as tokens
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    best, place = (totals[:, None] + log_p).flatten().topk(num_beams)
    return best, place // len(totals), place % len(totals)
