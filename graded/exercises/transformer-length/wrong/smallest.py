"""
keeps: 0
tells: you took the smallest; logarithms of probabilities are negative, the best is the largest
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / length**alpha for total, length in candidates]
    return scores.index(min(scores))
