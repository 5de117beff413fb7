"""
keeps: 0
tells: the score of the best came back; return its index
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    return max(total / length**alpha for total, length in candidates)
