"""
keeps: 0
tells: alpha has no influence; it is the exponent of the length
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / length for total, length in candidates]
    return scores.index(max(scores))
