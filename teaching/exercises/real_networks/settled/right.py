# %% walk_back
def settled_after(lens):
    result = []
    for t in range(lens.shape[1]):
        first = lens[:, t].argmax(dim=-1).tolist()
        layer = len(first)
        while layer > 1 and first[layer - 2] == first[-1]:
            layer -= 1
        result.append(layer)
    return result


# %% last_other
def settled_after(lens):
    first = lens.argmax(-1)
    number = torch.arange(1, len(first) + 1)[:, None]
    other = torch.where(first != first[-1], number, 0)
    return (other.amax(0) + 1).tolist()


# %% loops
def settled_after(lens):
    layers, T, _ = lens.shape
    settled = [1] * T
    for layer in range(layers):
        for t in range(T):
            if lens[layer, t].argmax() != lens[-1, t].argmax():
                settled[t] = layer + 2
    return settled


# %% numpy
import numpy as np


def settled_after(lens):
    first = lens.numpy().argmax(axis=-1)
    differs = first != first[-1]
    return [
        int(np.flatnonzero([True, *column])[-1]) + 1 for column in differs.T
    ]


# %% topk
def settled_after(lens):
    first = lens.topk(1, dim=-1).indices[..., 0]
    same = first == first[-1:]
    return [
        min(n for n in range(1, len(same) + 1) if same[n - 1 :, t].all())
        for t in range(same.shape[1])
    ]
