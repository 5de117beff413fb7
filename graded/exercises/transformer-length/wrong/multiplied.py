"""
keeps: 0
tells: you multiplied by the length, which makes long sentences still worse; divide
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total * length**alpha for total, length in candidates]
    return scores.index(max(scores))
