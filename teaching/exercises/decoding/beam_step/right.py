# %% by_transposing
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals + log_p.T).flatten()  # token after token
    values, place = sums.topk(num_beams)
    return values, place % len(totals), place // len(totals)


# %% heap
import heapq


def beam_step(totals, log_p, num_beams):
    sums = (totals.unsqueeze(-1) + log_p).tolist()
    cells = [
        (x, i, j) for i, row in enumerate(sums) for j, x in enumerate(row)
    ]
    if num_beams > len(cells):
        raise ValueError("more beams than continuations")
    best = heapq.nlargest(num_beams, cells)
    return tuple(torch.tensor(part) for part in zip(*best, strict=True))


# %% loops
def beam_step(totals, log_p, num_beams):
    candidates = []
    for i, total in enumerate(totals.tolist()):
        for j, value in enumerate(log_p[i].tolist()):
            candidates.append((total + value, i, j))
    if len(candidates) < num_beams:
        raise ValueError("not enough to choose from")
    candidates.sort(reverse=True)
    best, sentences, tokens = zip(*candidates[:num_beams], strict=True)
    return torch.tensor(best), torch.tensor(sentences), torch.tensor(tokens)


# %% numpy_argsort
import numpy as np


def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = totals.numpy()[:, None] + log_p.numpy()
    order = np.argsort(-sums, axis=None, kind="stable")[:num_beams]
    sentences, tokens = np.unravel_index(order, sums.shape)
    return sums.ravel()[order], sentences, tokens


# %% one_after_the_other
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = (totals[:, None] + log_p).clone()
    values, sentences, tokens = [], [], []
    for _ in range(num_beams):
        place = int(torch.argmax(sums))
        i, j = divmod(place, sums.shape[1])
        values.append(sums[i, j].item())
        sentences.append(i)
        tokens.append(j)
        sums[i, j] = float("nan")
        sums = torch.nan_to_num(sums, nan=-1e30, neginf=-1e20)
    return torch.tensor(values), torch.tensor(sentences), torch.tensor(tokens)


# %% sort_all
def beam_step(totals, log_p, num_beams):
    if log_p.numel() < num_beams:
        raise ValueError("too few continuations")
    sums = log_p + totals.unsqueeze(1)
    values, order = sums.reshape(-1).sort(descending=True)
    values, order = values[:num_beams], order[:num_beams]
    sentences = torch.div(order, sums.size(1), rounding_mode="floor")
    return values, sentences, order - sentences * sums.size(1)
