import numpy as np


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("no candidates")
    totals, lengths = np.array(candidates).T
    # The smallest cost: its logarithm orders the candidates alike.
    return np.argmin(np.log(-totals) - alpha * np.log(lengths))
