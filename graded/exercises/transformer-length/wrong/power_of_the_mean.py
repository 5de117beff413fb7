"""
keeps: 0
tells: the whole quotient was raised to the power; only the length is
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [-((-total / length) ** alpha) for total, length in candidates]
    return scores.index(max(scores))
