# %% right | head_by_head
def mended_halves(weight, num_heads):
    heads = weight.chunk(num_heads)
    return torch.cat([torch.cat([h[0::2], h[1::2]]) for h in heads])


# %% right | index
def mended_halves(weight, num_heads):
    rows = torch.arange(len(weight)).view(num_heads, -1, 2)
    return weight[rows.transpose(1, 2).reshape(-1)]


# %% right | loops
def mended_halves(weight, num_heads):
    K = len(weight) // num_heads
    new = torch.empty_like(weight)
    for head in range(num_heads):
        for i in range(K // 2):
            new[head * K + i] = weight[head * K + 2 * i]
            new[head * K + K // 2 + i] = weight[head * K + 2 * i + 1]
    return new


# %% right | numpy
import numpy as np


def mended_halves(weight, num_heads):
    array = weight.numpy()
    pairs = array.reshape(num_heads, -1, 2, *array.shape[1:])
    return torch.from_numpy(np.swapaxes(pairs, 1, 2).reshape(array.shape))


# %% right | sorted_rows
def mended_halves(weight, num_heads):
    K = len(weight) // num_heads
    order = sorted(range(len(weight)), key=lambda r: (r // K, r % K % 2, r))
    return torch.stack([weight[row] for row in order])


# %% right | even_then_odd
def mended_halves(weight, num_heads):
    new = []
    for head in weight.chunk(num_heads):
        new.extend(head[::2])
        new.extend(head[1::2])
    return new


# %% right | index_in_numpy
def mended_halves(weight, num_heads):
    n = weight.shape[0] // num_heads
    rows = np.arange(weight.shape[0]).reshape(num_heads, n // 2, 2)
    return weight.numpy()[rows.swapaxes(1, 2).ravel()]


# %% wrong | buggy | points 1 | this is the buggy function still: rows leave their head
def mended_halves(weight, num_heads):
    return torch.cat([weight[0::2], weight[1::2]])


# %% wrong | the_other_way | points 0 | this goes from halves to neighbouring pairs; the way back is asked for
def mended_halves(weight, num_heads):
    halves = weight.unflatten(0, (num_heads, 2, -1))
    return halves.transpose(1, 2).flatten(0, 2)


# %% wrong | odd_first | points 0 | the odd rows came first; entry i of the first half is row 2 i
def mended_halves(weight, num_heads):
    heads = weight.chunk(num_heads)
    return torch.cat([torch.cat([h[1::2], h[0::2]]) for h in heads])


# %% wrong | heads_interleaved | points 1 | the heads were taken to be interleaved; their rows stand one head after the other
def mended_halves(weight, num_heads):
    pairs = weight.unflatten(0, (-1, num_heads, 2))
    return pairs.permute(1, 2, 0, *range(3, pairs.dim())).flatten(0, 2)


# %% wrong | needs_a_matrix | points 4 | a bias has no second dimension
def mended_halves(weight, num_heads):
    D = weight.shape[1]
    pairs = weight.view(num_heads, -1, 2, D)
    return pairs.transpose(1, 2).reshape(-1, D)


# %% wrong | in_place | points 0 | the old weight was changed; return a new one
def mended_halves(weight, num_heads):
    pairs = weight.unflatten(0, (num_heads, -1, 2))
    new = pairs.transpose(1, 2).flatten(0, 2)
    weight.copy_(new)
    return new


# %% enemy | one_large_head | points 1 | all heads as one; right where there is one
def mended_halves(weight, num_heads):
    return torch.cat([weight[0::2], weight[1::2]])
