def error_rate(weights, sure, possible):
    T, S = weights.shape
    claimed = sures = good = 0
    for t in range(T):
        sures += int(sure[t].sum())
        if not (sure[t].any() or possible[t].any()):
            continue
        j = int(weights[t].argmax())
        claimed += 1
        good += int(sure[t, j]) + int(sure[t, j] or possible[t, j])
    return 1 - good / (claimed + sures)
