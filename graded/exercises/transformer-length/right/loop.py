def best_candidate(candidates, alpha):
    best, best_score = None, -math.inf
    for index, (total, length) in enumerate(candidates):
        score = total / math.pow(length, alpha)
        if score > best_score:
            best, best_score = index, score
    if best is None:
        raise ValueError("no candidates")
    return best
