# %% furthest_place
def prefix_mask(size, prefix):
    place = torch.arange(size)
    furthest = torch.maximum(place, torch.tensor(prefix - 1))
    return place[None] <= furthest[:, None]


# %% in_place
def prefix_mask(size, prefix):
    mask = causal_mask(size)
    mask[:, :prefix] = True
    return mask


# %% list_of_lists
def prefix_mask(size, prefix):
    rows = [[j < max(i + 1, prefix) for j in range(size)] for i in range(size)]
    return torch.tensor(rows)


# %% loop
def prefix_mask(size, prefix):
    mask = torch.empty(size, size, dtype=torch.bool)
    for i in range(size):
        for j in range(size):
            mask[i, j] = j <= i or j < prefix
    return mask


# %% square_of_the_prefix
def prefix_mask(size, prefix):
    mask = torch.ones(size, size).tril()
    mask[:prefix, :prefix] = 1
    return mask > 0


# %% two_parts
def prefix_mask(size, prefix):
    left = torch.ones(size, prefix, dtype=torch.bool)
    right = torch.ones(size, size - prefix, dtype=torch.bool).tril(-prefix)
    return torch.cat([left, right], dim=1)
