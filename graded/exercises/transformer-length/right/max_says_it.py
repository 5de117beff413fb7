def best_candidate(candidates, alpha):
    # max of nothing raises the ValueError.
    scored = [(t * n**-alpha, -i) for i, (t, n) in enumerate(candidates)]
    return -max(scored)[1]
