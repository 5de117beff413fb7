# %% embedding
import torch.nn.functional as F


def relative_bias(length, table):
    R = len(table) // 2
    place = torch.arange(length, dtype=torch.float32)
    distance = (place - place[:, None]).clamp_(min=-R, max=R)
    return F.embedding((distance + R).long(), table[:, None]).squeeze(-1)


# %% list_of_indices
def relative_bias(length, table):
    """Loops over numbers; the table itself is indexed once."""
    R = len(table) // 2
    index = [
        [min(max(j - i, -R), R) + R for j in range(length)]
        for i in range(length)
    ]
    return table[torch.tensor(index)]


# %% minimum_maximum
def relative_bias(length, table):
    reach = (len(table) - 1) // 2
    i, j = torch.meshgrid(*[torch.arange(length)] * 2, indexing="ij")
    limit = torch.tensor(reach)
    index = torch.maximum(torch.minimum(j - i, limit), -limit)
    return torch.take(table, index + reach)


# %% numpy_index
import numpy as np


def relative_bias(length, table):
    R = table.shape[0] // 2
    distance = np.subtract.outer(np.arange(length), np.arange(length)).T
    return table[torch.as_tensor(np.clip(distance, -R, R) + R)]


# %% one_hot
def relative_bias(length, table):
    """Picking an entry is a product with a row that holds a single 1."""
    size = len(table)
    place = torch.arange(length)
    index = (place - place.unsqueeze(1) + size // 2).clip(0, size - 1)
    return torch.nn.functional.one_hot(index, size).to(table.dtype) @ table


# %% sliding_window
def relative_bias(length, table):
    """Row i is a window on the table, drawn out at both ends; it slides back."""
    left, right = table[:1].expand(length), table[-1:].expand(length)
    long = torch.cat([left, table, right])
    zero = length + len(table) // 2
    windows = long.unfold(0, length, 1)[zero - length + 1 : zero + 1]
    return windows.flip(0)


# %% stack_of_entries
def relative_bias(length, table):
    R = len(table) // 2
    entry = lambda i, j: table[R + max(-R, min(R, j - i))]
    return torch.stack(
        [entry(i, j) for i in range(length) for j in range(length)]
    ).view(length, length)
