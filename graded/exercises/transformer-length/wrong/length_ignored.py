"""
keeps: 0
tells: the length has no influence; divide by the length to the power of alpha
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total for total, _ in candidates]
    return scores.index(max(scores))
