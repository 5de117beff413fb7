# %% exponent_halved | points 0 | the speed of pair i is base ** (-2i / d_k), not base ** (-i / d_k)
def reach(d_k, base, share, most):
    speeds = [base ** (-i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% a_pair_per_entry | points 0 | there are d_k / 2 pairs, not d_k
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% sum_for_mean | points 0 | compare the mean with share, not the sum
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) < share:
            return n
    return 0


# %% divided_by_d_k | points 0 | the mean is over d_k / 2 pairs; you divided by d_k
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / d_k < share:
            return n
    return 0


# %% one_before | points 0 | this is the last distance at which the score is still there; wanted is the first below share
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n - 1
    return 0


# %% in_the_sine | points 0 | the dot product of a hand with itself, turned, is the cosine of the angle
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if 1 - sum(math.sin(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% twice_as_fast | points 0 | every distance counts double here
def reach(d_k, base, share, most):
    speeds = [2 * base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return 0


# %% most_if_none | points 3 | return 0 where no distance is below share
def reach(d_k, base, share, most):
    speeds = [base ** (-2 * i / d_k) for i in range(d_k // 2)]
    for n in range(1, most + 1):
        if sum(math.cos(n * s) for s in speeds) / len(speeds) < share:
            return n
    return most
