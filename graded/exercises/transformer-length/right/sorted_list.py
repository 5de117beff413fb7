def best_candidate(candidates, alpha):
    order = sorted(
        enumerate(candidates),
        key=lambda pair: pair[1][0] / pair[1][1] ** alpha,
    )
    try:
        return order[-1][0]
    except IndexError:
        raise ValueError("no candidates") from None
