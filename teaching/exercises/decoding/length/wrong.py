# %% alpha_times_length | points 1 | divided by alpha times the length; the power is asked for, length ** alpha
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / (length * alpha or 1) for total, length in candidates]
    return scores.index(max(scores))


# %% always_per_token | points 0 | alpha has no influence; it is the exponent of the length
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / length for total, length in candidates]
    return scores.index(max(scores))


# %% between_the_two | points 1 | this mixes the two scores; for alphas between 0 and 1 take the power of the length
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [t / (1 - alpha + alpha * length) for t, length in candidates]
    return scores.index(max(scores))


# %% empty_gives_none | points 1 | an empty list must raise a ValueError; None would be found out much later
def best_candidate(candidates, alpha):
    if not candidates:
        return None
    scores = [total / length**alpha for total, length in candidates]
    return scores.index(max(scores))


# %% length_ignored | points 0 | the length has no influence; divide by the length to the power of alpha
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total for total, _ in candidates]
    return scores.index(max(scores))


# %% multiplied | points 0 | you multiplied by the length, which makes long sentences still worse; divide
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total * length**alpha for total, length in candidates]
    return scores.index(max(scores))


# %% power_of_the_mean | points 0 | the whole quotient was raised to the power; only the length is
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [-((-total / length) ** alpha) for total, length in candidates]
    return scores.index(max(scores))


# %% smallest | points 0 | you took the smallest; logarithms of probabilities are negative, the best is the largest
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    scores = [total / length**alpha for total, length in candidates]
    return scores.index(min(scores))


# %% the_candidate_itself | points 0 | the candidate itself came back; return its index
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    return max(candidates, key=lambda pair: pair[0] / pair[1] ** alpha)


# %% the_score | points 0 | the score of the best came back; return its index
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("empty")
    return max(total / length**alpha for total, length in candidates)
