# %% largest_weight | points 0 | each row's largest weight was taken; the stretches must follow each other
def word_times(weights):
    return weights.argmax(dim=1).tolist()


# %% running_maximum | points 0 | the largest weights were only kept from going back; look for the cut with the largest sum
def word_times(weights):
    times, at = [0], 0
    T, S = weights.shape
    for t in range(1, T):
        at = max(at + 1, weights[t].argmax().item())
        at = min(at, S - T + t)
        times.append(at)
    return times


# %% greedy | points 0 | each frame went to the better of two neighbours; a later gain may be worth a loss now
def word_times(weights):
    T, S = weights.shape
    times, t = [0], 0
    for j in range(1, S):
        must = S - j == T - 1 - t
        if t + 1 < T and (must or weights[t + 1, j] > weights[t, j]):
            t += 1
            times.append(j)
    return times


# %% even | points 0 | the frames were cut evenly; the weights say where
def word_times(weights):
    T, S = weights.shape
    return [t * S // T for t in range(T)]


# %% tokens_may_be_left_out | points 0 | a token may have no frame here; each has at least one
def word_times(weights):
    T, S = weights.shape
    A = weights.tolist()
    times = [0]
    chosen = torch.stack([w.argmax() for w in weights.T]).cummax(0).values
    for t in range(1, T):
        times.append(int((chosen < t).sum()))
    return times


# %% counts_from_one | points 0 | frames are counted from 0
def word_times(weights):
    A = weights.double()
    T, S = A.shape
    best = torch.full((T,), -math.inf, dtype=torch.float64)
    best[0] = A[0, 0]
    came = []
    for j in range(1, S):
        comes = torch.cat([torch.tensor([-math.inf]).double(), best[:-1]])
        came.append(comes > best)
        best = torch.maximum(comes, best) + A[:, j]
    times, t = [], T - 1
    for j in range(S - 1, 0, -1):
        if came[j - 1][t]:
            times.append(j + 1)
            t -= 1
    return [1, *reversed(times)]
