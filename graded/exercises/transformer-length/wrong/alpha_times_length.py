"""
keeps: 1
tells: divided by alpha times the length; the power is asked for, length ** alpha
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / (length * alpha or 1) for total, length in candidates]
    return scores.index(max(scores))
