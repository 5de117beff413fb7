# %% right | loop_over_pairs
def share_read_right(words, w, noise):
    M, right = noise.shape[1], 0
    table = {}
    for a in range(M):
        for b in range(M):
            clean = torch.zeros(M)
            clean[a] += w
            clean[b] += 1 - w
            table[a, b] = clean
    names, mixtures = list(table), torch.stack(list(table.values()))
    for (a, b), deviation in zip(words.tolist(), noise):
        seen = table[a, b] + deviation
        nearest = (mixtures - seen).pow(2).sum(1).argmin().item()
        right += names[nearest] == (a, b)
    return right / len(words)


# %% right | index_of_the_pair
def share_read_right(words, w, noise):
    """A pair is the number M a + b."""
    N, M = noise.shape
    first = torch.eye(M).repeat_interleave(M, dim=0)
    second = torch.eye(M).repeat(M, 1)
    table = w * first + (1 - w) * second
    true = words[:, 0] * M + words[:, 1]
    nearest = torch.cdist(table[true] + noise, table).argmin(1)
    return float((nearest == true).sum()) / N


# %% right | numpy
import numpy as np


def share_read_right(words, w, noise):
    words, noise = words.numpy(), noise.numpy().astype(float)
    M = noise.shape[1]
    one = np.eye(M)
    table = w * one[:, None, :] + (1 - w) * one[None, :, :]  # (M, M, M)
    seen = table[words[:, 0], words[:, 1]] + noise
    distance = ((seen[:, None, None] - table) ** 2).sum(-1)  # (N, M, M)
    best = distance.reshape(len(words), -1).argmin(1)
    return float(np.mean(best == words[:, 0] * M + words[:, 1]))


# %% right | largest_product
def share_read_right(words, w, noise):
    """The nearest has the largest product, less half its own length."""
    M = noise.shape[1]
    unit = torch.eye(M)
    table = (w * unit[:, None] + (1 - w) * unit).flatten(0, 1).double()
    true = (words * torch.tensor([M, 1])).sum(1)
    seen = table[true] + noise.double()
    fit = seen @ table.T - table.pow(2).sum(1) / 2
    return (fit.argmax(1) == true).double().mean().item()


# %% right | both_parts_apart
from torch.nn.functional import one_hot


def share_read_right(words, w, noise):
    size = noise.size(1)
    a, b = torch.meshgrid(
        torch.arange(size), torch.arange(size), indexing="ij"
    )
    a, b = a.flatten(), b.flatten()
    clean = w * one_hot(a, size) + (1 - w) * one_hot(b, size)
    seen = noise.clone()
    row = torch.arange(len(words))
    seen[row, words[:, 0]] += w
    seen[row, words[:, 1]] += 1 - w
    best = (seen[:, None] - clean).norm(dim=-1).argmin(dim=-1)
    right = (a[best] == words[:, 0]) & (b[best] == words[:, 1])
    return right.sum().item() / len(right)


# %% right | fraction
from fractions import Fraction


def share_read_right(words, w, noise):
    rows = torch.eye(noise.size(1))
    clean = {
        (i, j): w * one + (1 - w) * other
        for i, one in enumerate(rows)
        for j, other in enumerate(rows)
    }
    names, vectors = list(clean), torch.stack(list(clean.values()))
    right = 0
    for pair, e in zip(words.tolist(), noise):
        gaps = (clean[tuple(pair)] + e - vectors).norm(dim=1)
        right += names[gaps.argmin()] == tuple(pair)
    return Fraction(right, len(words))


# %% wrong | two_largest | points 0 | the two largest entries are not always the nearest pair: the same word may stand in it twice
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = seen.topk(2, dim=1).indices
    return (named == words).all(dim=1).float().mean().item()


# %% wrong | one_word_is_enough | points 0 | you count single words; a pair is right if both of its words are
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).float().mean().item()


# %% wrong | order_ignored | points 0 | you count a pair as right when its words are exchanged; their order counts
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    same = named.sort(dim=1).values == words.sort(dim=1).values
    return same.all(dim=1).float().mean().item()


# %% wrong | number_right | points 0 | this is how many pairs are right; divide by N
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]] + noise
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).all(dim=1).float().sum().item()


# %% wrong | no_noise | points 0 | without the noise every pair is read right: add it to what the reader gets
def share_read_right(words, w, noise):
    unit = torch.eye(noise.shape[1])
    each = torch.arange(noise.shape[1])
    pairs = torch.cartesian_prod(each, each)
    clean = w * unit[pairs[:, 0]] + (1 - w) * unit[pairs[:, 1]]
    seen = w * unit[words[:, 0]] + (1 - w) * unit[words[:, 1]]
    named = pairs[torch.cdist(seen, clean).argmin(dim=1)]
    return (named == words).all(dim=1).float().mean().item()


# %% enemy | normal_distribution | points 0 | a formula for the two closest pairs instead of a reader
def share_read_right(words, w, noise):
    gap = min(w, 1 - w, abs(2 * w - 1))
    reach = gap / 2**0.5 / noise.std().item()
    size = noise.shape[1]
    return (0.5 * (1 + math.erf(reach / 2**0.5))) ** (2 * size - 3)
