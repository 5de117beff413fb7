# %% right | cumulative_sums
def word_times(weights):
    T, S = weights.shape
    before = torch.zeros(T, S + 1, dtype=torch.float64)
    before[:, 1:] = weights.double().cumsum(dim=1)
    best = before[0].clone()  # the first token has the first j frames
    best[0] = -math.inf
    starts = []
    for t in range(1, T):
        gain, start = (best - before[t]).cummax(dim=0)
        best = torch.full_like(best, -math.inf)
        best[1:] = gain[:-1] + before[t, 1:]
        starts.append(start)
    times, end = [], S
    for start in reversed(starts):
        end = start[end - 1].item()
        times.append(end)
    return [0, *reversed(times)]


# %% right | table_of_pairs
def word_times(weights):
    T, S = weights.shape
    rows = weights.double().tolist()
    table = [[None] * (S + 1) for _ in range(T + 1)]
    table[0][0] = (0.0, False)
    for j in range(1, S + 1):
        for t in range(1, min(T, j) + 1):
            options = []
            if table[t - 1][j - 1] is not None:
                options.append((table[t - 1][j - 1][0], True))
            if table[t][j - 1] is not None:
                options.append((table[t][j - 1][0], False))
            value, new = max(options)
            table[t][j] = (value + rows[t - 1][j - 1], new)
    times, t = [], T
    for j in range(S, 0, -1):
        if table[t][j][1]:
            times.append(j - 1)
            t -= 1
    return times[::-1]


# %% right | numpy
import numpy as np


def word_times(weights):
    A = weights.numpy().astype(float)
    T, S = A.shape
    best = np.full(T, -np.inf)
    best[0] = A[0, 0]
    came = np.zeros((S, T), dtype=bool)
    for j in range(1, S):
        comes = np.concatenate([[-np.inf], best[:-1]])
        came[j] = comes > best
        best = np.maximum(comes, best) + A[:, j]
    times, t = [], T - 1
    for j in range(S - 1, 0, -1):
        if came[j, t]:
            times.append(j)
            t -= 1
    return [0] + times[::-1]


# %% right | from_the_end
def word_times(weights):
    T, S = weights.shape
    A = weights.tolist()
    after = [[-math.inf] * (S + 1) for _ in range(T + 1)]
    after[T][S] = 0.0
    for j in range(S - 1, -1, -1):
        for t in range(T):
            after[t][j] = A[t][j] + max(after[t][j + 1], after[t + 1][j + 1])
    times, t = [0], 0
    for j in range(1, S):
        if t + 1 < T and after[t + 1][j] > after[t][j]:
            times.append(j)
            t += 1
    return times


# %% right | token_by_token
def word_times(weights):
    total = weights.double().cumsum(dim=1)
    best, cuts = total[0], []
    for row in total[1:]:
        gain, cut = (best[:-1] - row[:-1]).cummax(dim=0)
        best = torch.cat([torch.tensor([-math.inf]), gain + row[1:]])
        cuts.append(cut)
    times, end = [], weights.shape[1] - 1
    for cut in reversed(cuts):
        end = cut[end - 1].item()
        times.insert(0, end + 1)
    return [0, *times]


# %% wrong | largest_weight | points 0 | each row's largest weight was taken; the stretches must follow each other
def word_times(weights):
    return weights.argmax(dim=1).tolist()


# %% wrong | running_maximum | points 0 | the largest weights were only kept from going back; look for the cut with the largest sum
def word_times(weights):
    times, at = [0], 0
    T, S = weights.shape
    for t in range(1, T):
        at = max(at + 1, weights[t].argmax().item())
        at = min(at, S - T + t)
        times.append(at)
    return times


# %% wrong | greedy | points 0 | each frame went to the better of two neighbours; a later gain may be worth a loss now
def word_times(weights):
    T, S = weights.shape
    times, t = [0], 0
    for j in range(1, S):
        must = S - j == T - 1 - t
        if t + 1 < T and (must or weights[t + 1, j] > weights[t, j]):
            t += 1
            times.append(j)
    return times


# %% wrong | even | points 0 | the frames were cut evenly; the weights say where
def word_times(weights):
    T, S = weights.shape
    return [t * S // T for t in range(T)]


# %% wrong | tokens_may_be_left_out | points 0 | a token may have no frame here; each has at least one
def word_times(weights):
    T, S = weights.shape
    A = weights.tolist()
    times = [0]
    chosen = torch.stack([w.argmax() for w in weights.T]).cummax(0).values
    for t in range(1, T):
        times.append(int((chosen < t).sum()))
    return times


# %% wrong | counts_from_one | points 0 | frames are counted from 0
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


# %% enemy | largest_weights | points 0 | the frame of the largest weight, in order
def word_times(weights):
    at = weights.argmax(-1).cummax(0).values
    return [
        0,
        *(at[1:] - weights.shape[1] // len(weights) // 2)
        .clamp(min=0)
        .tolist(),
    ]


# %% enemy | even | points 0 | stretches of the same length
def word_times(weights):
    count, frames = weights.shape
    return [i * frames // count for i in range(count)]
