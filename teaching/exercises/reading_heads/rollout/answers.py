# %% right | from_the_last
def rollout(weights):
    mixed = (weights.mean(1) + torch.eye(weights.shape[-1])) / 2
    result = mixed[-1]
    for k in range(len(mixed) - 2, -1, -1):
        result = result @ mixed[k]
    return result


# %% right | loops
def rollout(weights):
    layers, H, T, _ = weights.shape
    share = [[float(i == j) for j in range(T)] for i in range(T)]
    for layer in weights.tolist():
        new = [[0.5 * x for x in row] for row in share]
        for head in layer:
            for i in range(T):
                for k in range(T):
                    for j in range(T):
                        new[i][j] += head[i][k] * share[k][j] / (2 * H)
        share = new
    return torch.tensor(share)


# %% right | multi_dot
def rollout(weights):
    T = weights.shape[-1]
    layers = [0.5 * layer.mean(0) + 0.5 * torch.eye(T) for layer in weights]
    if len(layers) == 1:
        return layers[0]
    return torch.linalg.multi_dot(layers[::-1])


# %% right | numpy_einsum
import numpy as np


def rollout(weights):
    array = weights.numpy().astype(float)
    T = array.shape[-1]
    result = np.eye(T)
    for layer in array.mean(axis=1):
        result = np.einsum("ij,jk->ik", (layer + np.eye(T)) / 2, result)
    return result


# %% right | reduce
from functools import reduce


def rollout(weights):
    mean = weights.mean(dim=1)
    mean = 0.5 * mean + 0.5 * torch.eye(mean.shape[-1])
    return reduce(lambda done, layer: layer @ done, mean)


# %% right | residual_added
def rollout(weights):
    """Half of what the position was, half of what it read."""
    made_of = torch.eye(weights.shape[-1])
    for layer in weights:
        read = sum(head @ made_of for head in layer) / len(layer)
        made_of = (made_of + read) / 2
    return made_of


# %% right | recursive_lists
def rollout(weights):
    if len(weights) == 0:
        return 1.0
    T = weights.size(-1)
    here = [
        [
            (
                sum(h[i][j].item() for h in weights[-1]) / len(weights[-1])
                + (i == j)
            )
            / 2
            for j in range(T)
        ]
        for i in range(T)
    ]
    before = rollout(weights[:-1])
    if before == 1.0:
        return here
    return [
        [sum(a * b for a, b in zip(row, column)) for column in zip(*before)]
        for row in here
    ]


# %% wrong | from_the_right | points 1 | the layers are multiplied from the right; the later layer stands on the left
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = made_of @ (layer.mean(dim=0) + identity) / 2
    return made_of


# %% wrong | heads_added | points 0 | the heads are added up; take their mean
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.sum(dim=0) + identity) / 2 @ made_of
    return made_of


# %% wrong | last_layer | points 1 | only the last layer is there; the layers are multiplied
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2
    return made_of


# %% wrong | no_residual | points 0 | the residual connection is missing; each position keeps half of itself
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return made_of


# %% wrong | not_halved | points 0 | weights and identity are added but not halved; rows must add up to 1
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) @ made_of
    return made_of


# %% wrong | residual_once | points 1 | the residual is mixed in only once; every layer has one
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return (made_of + identity) / 2


# %% wrong | transposed | points 0 | rows and columns are exchanged; row i tells of what position i is made
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2 @ made_of
    return made_of.T


# %% enemy | last_layer | points 1 | the last layer's weights alone, right where there is one layer
def rollout(weights):
    return (weights[-1].mean(0) + torch.eye(weights.shape[-1])) / 2
