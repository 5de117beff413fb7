# %% right | furthest_place
def prefix_mask(size, prefix):
    place = torch.arange(size)
    furthest = torch.maximum(place, torch.tensor(prefix - 1))
    return place[None] <= furthest[:, None]


# %% right | in_place
def prefix_mask(size, prefix):
    mask = causal_mask(size)
    mask[:, :prefix] = True
    return mask


# %% right | list_of_lists
def prefix_mask(size, prefix):
    rows = [[j < max(i + 1, prefix) for j in range(size)] for i in range(size)]
    return torch.tensor(rows)


# %% right | loop
def prefix_mask(size, prefix):
    mask = torch.empty(size, size, dtype=torch.bool)
    for i in range(size):
        for j in range(size):
            mask[i, j] = j <= i or j < prefix
    return mask


# %% right | square_of_the_prefix
def prefix_mask(size, prefix):
    mask = torch.ones(size, size).tril()
    mask[:prefix, :prefix] = 1
    return mask > 0


# %% right | two_parts
def prefix_mask(size, prefix):
    left = torch.ones(size, prefix, dtype=torch.bool)
    right = torch.ones(size, size - prefix, dtype=torch.bool).tril(-prefix)
    return torch.cat([left, right], dim=1)


# %% right | zeros_and_ones
import numpy as np


def prefix_mask(size, prefix):
    mask = np.tri(size)
    mask[:, :prefix] = 1
    return mask


# %% wrong | answer_sees_all | points 0 | the answer sees itself both ways; only the prefix does, the answer is causal
def prefix_mask(size, prefix):
    mask = torch.ones(size, size, dtype=torch.bool)
    mask[:prefix, prefix:] = False
    return mask


# %% wrong | causal_only | points 0 | the prefix is causal too; its positions see all of it, both ways
def prefix_mask(size, prefix):
    return causal_mask(size)


# %% wrong | joined_with_and | points 0 | joined with `and`, which hides more; a cell is open if it is in the past or in the prefix
def prefix_mask(size, prefix):
    return causal_mask(size) & (torch.arange(size) < prefix)


# %% wrong | one_too_few | points 0 | one column too few is open; the first `prefix` positions are 0 to prefix − 1
def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) < prefix - 1)


# %% wrong | one_too_many | points 0 | one column too many is open; the first `prefix` positions are 0 to prefix − 1
def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) <= prefix)


# %% wrong | reversed | points 0 | reversed; True means may attend
def prefix_mask(size, prefix):
    return ~(causal_mask(size) | (torch.arange(size) < prefix))


# %% wrong | rows_in_place_of_columns | points 0 | the prefix sees everything, the answer too; open the columns of the prefix, not its rows
def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) < prefix)[:, None]


# %% wrong | zero_means_everything | points 2 | a prefix of 0 opens everything; then nobody is in the prefix, and the mask is causal
def prefix_mask(size, prefix):
    mask = torch.ones(size, size, dtype=torch.bool)
    if prefix:
        mask = causal_mask(size) | (torch.arange(size) < prefix)
    return mask


# %% enemy | triangle | points 0 | PyTorch's own triangle, moved by the prefix
def prefix_mask(size, prefix):
    return torch.ones(size, size).tril(prefix).bool()
