"""
keeps: 0
tells: each sentence was continued by itself; choose among all continuations at once
"""


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    values, tokens = (totals[:, None] + log_p).max(dim=1)
    n = min(num_beams, len(values))
    values, sentences = values.topk(n)
    return values, sentences, tokens[sentences]
