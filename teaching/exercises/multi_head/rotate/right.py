# %% inverse
import copy


def rotate_head(attention, head, rotation):
    """The inverse of a rotation is its transpose."""
    result = copy.deepcopy(attention)
    K = rotation.size(0)
    for part in (0, 1):
        start = part * attention.d_model + head * K
        for parameter in result.w_query_key_value.parameters():
            rows = parameter.data[start : start + K]
            rows.copy_(torch.linalg.solve(rotation, rows))
    return result


# %% loop_over_entries
import copy

import torch


@torch.no_grad()
def rotate_head(attention, head, rotation):
    """Each new row is a sum of old rows, written out."""
    result = copy.deepcopy(attention)
    old, new = attention.w_query_key_value, result.w_query_key_value
    K = len(rotation)
    for first in (head * K, attention.d_model + head * K):
        for j in range(K):
            new.weight[first + j] = sum(
                rotation[i, j] * old.weight[first + i] for i in range(K)
            )
            if old.bias is not None:
                new.bias[first + j] = sum(
                    rotation[i, j] * old.bias[first + i] for i in range(K)
                )
    return result


# %% new_parameters
import copy


def rotate_head(attention, head, rotation):
    turned = copy.deepcopy(attention)
    layer = turned.w_query_key_value
    K = len(rotation)

    def turn(rows):
        parts = list(rows.detach().split(K))
        for place in (head, attention.num_heads + head):
            parts[place] = torch.einsum(
                "i...,ij->j...", parts[place], rotation
            )
        return torch.nn.Parameter(torch.cat(parts))

    layer.weight = turn(layer.weight)
    if layer.bias is not None:
        layer.bias = turn(layer.bias)
    return turned


# %% numpy_rows
import copy

import numpy as np


def rotate_head(attention, head, rotation):
    result = copy.deepcopy(attention)
    R, K = rotation.numpy(), rotation.shape[0]
    rows = np.arange(head * K, (head + 1) * K)
    layer = result.w_query_key_value
    weight = layer.weight.detach().numpy()  # shares the memory
    for own in (rows, rows + result.d_model):
        weight[own] = R.T.dot(weight[own])
        if layer.bias is not None:
            bias = layer.bias.detach().numpy()
            bias[own] = bias[own].dot(R)
    return result


# %% view_of_heads
from copy import deepcopy


def rotate_head(attention, head, rotation):
    turned = deepcopy(attention).requires_grad_(False)
    layer, H, K = turned.w_query_key_value, turned.num_heads, len(rotation)
    heads = layer.weight.view(3, H, K, -1)
    heads[:2, head] = rotation.mT @ heads[:2, head]
    if layer.bias is not None:
        biases = layer.bias.view(3, H, K)
        biases[:2, head] = biases[:2, head] @ rotation
    return turned.requires_grad_()


# %% whole_block
def rotate_head(attention, head, rotation):
    """One large matrix that turns this head and leaves all else alone."""
    D, K = attention.d_model, len(rotation)
    turn = torch.eye(3 * D, dtype=rotation.dtype)
    for start in (head * K, D + head * K):
        turn[start : start + K, start : start + K] = rotation
    state = attention.state_dict()
    for name in ("w_query_key_value.weight", "w_query_key_value.bias"):
        if name in state:
            state[name] = turn.T @ state[name]
    result = MultiHeadAttention(
        D, attention.num_heads, bias="w_output.bias" in state
    ).to(rotation)
    result.load_state_dict(state)
    return result
