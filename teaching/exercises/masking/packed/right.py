# %% blocks
def packed_mask(segments):
    tables = []
    for row in segments:
        numbers, counts = row.unique_consecutive(return_counts=True)
        blocks = [
            causal_mask(n) if s else torch.zeros(n, n, dtype=torch.bool)
            for s, n in zip(numbers.tolist(), counts.tolist())
        ]
        tables.append(torch.block_diag(*[b.int() for b in blocks]) == 1)
    return torch.stack(tables)[:, None]


# %% four_dimensions
def packed_mask(segments):
    looks, seen = segments[:, None, :, None], segments[:, None, None, :]
    return ((looks == seen) & (looks > 0)).tril()


# %% loop
def packed_mask(segments):
    B, T = segments.shape
    mask = torch.zeros(B, 1, T, T, dtype=torch.bool)
    for b in range(B):
        for i in range(T):
            for j in range(i + 1):
                mine = int(segments[b, i])
                mask[b, 0, i, j] = mine != 0 and mine == int(segments[b, j])
    return mask


# %% one_hot
def packed_mask(segments):
    one_hot = nn.functional.one_hot(segments).float()
    one_hot[..., 0] = 0
    same = (one_hot @ one_hot.mT).unsqueeze(1) > 0
    return same.logical_and(causal_mask(segments.size(1)))


# %% padding_mask
def packed_mask(segments):
    same = segments.unsqueeze(2).eq(segments.unsqueeze(1)).unsqueeze(1)
    return same & padding_mask(segments, 0) & causal_mask(segments.shape[-1])


# %% vmapped
def packed_mask(segments):
    causal = causal_mask(segments.shape[1])

    def table(row):
        return (row[:, None] == row) & (row != 0) & causal

    return torch.vmap(table)(segments).unsqueeze(1)
