"""
keeps: 1
tells: an empty list must raise a ValueError; None would be found out much later
"""


def best_candidate(candidates, alpha):
    if not candidates:
        return None
    scores = [total / length**alpha for total, length in candidates]
    return scores.index(max(scores))
