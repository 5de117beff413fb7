import numpy as np


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = totals.numpy()[:, None] + log_p.numpy()
    order = np.argsort(-sums, axis=None, kind="stable")[:num_beams]
    sentences, tokens = np.unravel_index(order, sums.shape)
    return sums.ravel()[order], sentences, tokens
