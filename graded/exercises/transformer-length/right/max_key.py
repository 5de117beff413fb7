def best_candidate(candidates, alpha):
    if len(candidates) == 0:
        raise ValueError("empty")
    return max(
        range(len(candidates)),
        key=lambda i: candidates[i][0] / candidates[i][1] ** alpha,
    )
