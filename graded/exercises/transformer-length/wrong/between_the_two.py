"""
keeps: 1
tells: this mixes the two scores; for alphas between 0 and 1 take the power of the length
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [t / (1 - alpha + alpha * length) for t, length in candidates]
    return scores.index(max(scores))
