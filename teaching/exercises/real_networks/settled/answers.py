# %% right | walk_back
def settled_after(lens):
    result = []
    for t in range(lens.shape[1]):
        first = lens[:, t].argmax(dim=-1).tolist()
        layer = len(first)
        while layer > 1 and first[layer - 2] == first[-1]:
            layer -= 1
        result.append(layer)
    return result


# %% right | last_other
def settled_after(lens):
    first = lens.argmax(-1)
    number = torch.arange(1, len(first) + 1)[:, None]
    other = torch.where(first != first[-1], number, 0)
    return (other.amax(0) + 1).tolist()


# %% right | loops
def settled_after(lens):
    layers, T, _ = lens.shape
    settled = [1] * T
    for layer in range(layers):
        for t in range(T):
            if lens[layer, t].argmax() != lens[-1, t].argmax():
                settled[t] = layer + 2
    return settled


# %% right | numpy
import numpy as np


def settled_after(lens):
    first = lens.numpy().argmax(axis=-1)
    differs = first != first[-1]
    return [
        int(np.flatnonzero([True, *column])[-1]) + 1 for column in differs.T
    ]


# %% right | topk
def settled_after(lens):
    first = lens.topk(1, dim=-1).indices[..., 0]
    same = first == first[-1:]
    return [
        min(n for n in range(1, len(same) + 1) if same[n - 1 :, t].all())
        for t in range(same.shape[1])
    ]


# %% right | yields_layers
def settled_after(lens):
    best = lens.argmax(-1).tolist()
    for column in zip(*best):
        layer = len(column)
        while layer > 1 and column[layer - 2] == column[-1]:
            layer -= 1
        yield layer


# %% right | numpy_argmax
def settled_after(lens):
    ids = np.argmax(lens.numpy(), axis=2)
    settled = np.logical_and.accumulate((ids == ids[-1])[::-1])[::-1]
    return np.argmax(settled, axis=0) + 1


# %% wrong | first_time | points 2 | this is the first layer that has the final token; it may be lost again
def settled_after(lens):
    first = lens.argmax(dim=-1)
    return ((first == first[-1]).int().argmax(dim=0) + 1).tolist()


# %% wrong | from_zero | points 0 | layers are counted from 1
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    return (len(lens) - same.cumprod(dim=0).sum(dim=0)).tolist()


# %% wrong | agreements_counted | points 2 | the layers that agree were counted, wherever they are; only those up to the end without a gap count
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).sum(dim=0)
    return (len(lens) - same + 1).tolist()


# %% wrong | layers_that_stay | points 0 | the layers after it were counted; its own number is asked for
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    return same.cumprod(dim=0).sum(dim=0).tolist()


# %% wrong | of_all | points 0 | one layer was given for all positions; each is settled by itself
def settled_after(lens):
    first = lens.argmax(dim=-1)
    same = (first == first[-1]).int().flip(0)
    layers = (len(lens) - same.cumprod(dim=0).sum(dim=0) + 1).tolist()
    return [max(layers)] * len(layers)


# %% enemy | first_time | points 0 | the first layer with the last choice, found by NumPy's own search
def settled_after(lens):
    first = lens.argmax(-1)
    return ((first == first[-1]).int().argmax(0)).tolist()
