# %% broadcast_at_once
def mask_from_lengths(lengths, size):
    return lengths[:, None, None, None] > torch.arange(size)


# %% counted_up
def mask_from_lengths(lengths, size):
    ones = torch.ones(lengths.shape[0], size, dtype=torch.int64)
    return (ones.cumsum(dim=1) <= lengths.unsqueeze(1)).reshape(-1, 1, 1, size)


# %% from_tokens
def mask_from_lengths(lengths, size):
    tokens = torch.zeros(len(lengths), size, dtype=torch.long)
    for row, length in zip(tokens, lengths):
        row[:length] = 1
    return padding_mask(tokens, pad_id=0)


# %% list_comprehension
def mask_from_lengths(lengths, size):
    rows = [[place < n for place in range(size)] for n in lengths.tolist()]
    return torch.tensor(rows)[:, None, None, :]


# %% table_of_triangles
def mask_from_lengths(lengths, size):
    triangle = torch.ones(size + 1, size, dtype=torch.bool).tril(-1)
    return triangle[lengths].unsqueeze(1).unsqueeze(1)


# %% view
def mask_from_lengths(lengths, size):
    table = torch.arange(size).expand(len(lengths), size)
    return table.lt(lengths.view(-1, 1)).view(-1, 1, 1, size)
