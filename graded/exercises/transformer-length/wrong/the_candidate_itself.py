"""
keeps: 0
tells: the candidate itself came back; return its index
"""


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    return max(candidates, key=lambda pair: pair[0] / pair[1] ** alpha)
