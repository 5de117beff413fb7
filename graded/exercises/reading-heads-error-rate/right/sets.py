def error_rate(weights, sure, possible):
    S = {(int(t), int(j)) for t, j in sure.nonzero()}
    P = S | {(int(t), int(j)) for t, j in possible.nonzero()}
    rows = {t for t, _ in P}
    A = {(t, int(weights[t].argmax())) for t in rows}
    return 1 - (len(A & S) + len(A & P)) / (len(A) + len(S))
