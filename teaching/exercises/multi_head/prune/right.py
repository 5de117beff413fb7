# %% functional_call
def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    keep = torch.ones(attention.num_heads).index_fill(0, torch.tensor(head), 0)
    columns = keep.repeat_interleave(width)
    other = {"w_output.weight": attention.w_output.weight * columns}
    return torch.func.functional_call(attention, other, (x, x, x))[0]


# %% hidden_by_a_hook
def output_without_head(attention, x, head):
    K = attention.d_model // attention.num_heads

    def switch_off(module, arguments):
        (heads,) = arguments
        heads = heads.clone()
        heads[..., head * K : (head + 1) * K] = 0
        return (heads,)

    hook = attention.w_output.register_forward_pre_hook(switch_off)
    try:
        return attention(x, x, x)[0]
    finally:
        hook.remove()


# %% in_double
import copy


def output_without_head(attention, x, head):
    other = copy.deepcopy(attention).double()
    columns = other.w_output.weight.data.T
    K = len(columns) // other.num_heads
    for entry in range(head * K, head * K + K):
        columns[entry] = 0
    x = x.double()
    return other(x, x, x, need_weights=True)[0].float()


# %% put_back
import torch


@torch.no_grad()
def output_without_head(attention, x, head):
    """On the module itself, and afterwards put back."""
    matrix = attention.w_output.weight
    before = matrix.clone()
    matrix.view(len(matrix), attention.num_heads, -1)[:, head] = 0.0
    output, _ = attention(x, x, x)
    matrix.copy_(before)
    return output


# %% subtract
def output_without_head(attention, x, head):
    """The whole output, less the part of this head."""
    output, weights = attention(x, x, x, need_weights=True)
    D = attention.d_model
    K = D // attention.num_heads
    rows = slice(2 * D + head * K, 2 * D + (head + 1) * K)
    layer = attention.w_query_key_value
    value = x @ layer.weight[rows].T + layer.bias[rows]
    own = attention.w_output.weight[:, head * K : (head + 1) * K]
    return output - weights[:, head] @ value @ own.T


# %% sum_the_others
def output_without_head(attention, x, head):
    query, key, value = attention.project(x, x, x)
    heads, _ = attend(query, key, value)
    own_matrices = attention.w_output.weight.chunk(attention.num_heads, dim=1)
    result = attention.w_output.bias
    for h, matrix in enumerate(own_matrices):
        if h != head:
            result = result + heads[:, h] @ matrix.T
    return result


# %% values_zeroed
from copy import deepcopy


def output_without_head(attention, x, head):
    """A head whose values are all 0 has nothing to hand on."""
    pruned = deepcopy(attention).requires_grad_(False)
    layer, H = pruned.w_query_key_value, pruned.num_heads
    layer.weight.view(3, H, -1, pruned.d_model)[2, head].zero_()
    layer.bias.view(3, H, -1)[2, head].zero_()
    return pruned(x, x, x)[0]
