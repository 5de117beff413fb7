# %% additive | points 0 | this is a mask of 0 and −∞; a boolean one is asked for
def mask_from_lengths(lengths, size):
    mask = (torch.arange(size) < lengths[:, None])[:, None, None, :]
    return torch.zeros(mask.shape).masked_fill(~mask, -math.inf)


# %% batch_at_the_queries | points 1 | the sentences lie on the dimension of the queries; the batch comes first, (B, 1, 1, S)
def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[None, None]


# %% longest_sentence | points 1 | the mask is as wide as the longest sentence; it has `size` columns
def mask_from_lengths(lengths, size):
    place = torch.arange(int(lengths.max()))
    return (place < lengths[:, None])[:, None, None, :]


# %% one_too_few | points 0 | one place too few is open; with length 4 the places 0 to 3 are open
def mask_from_lengths(lengths, size):
    return (torch.arange(1, size + 1) < lengths[:, None])[:, None, None, :]


# %% one_too_many | points 0 | one place too many is open; places are counted from 0, so use <, not <=
def mask_from_lengths(lengths, size):
    return (torch.arange(size) <= lengths[:, None])[:, None, None, :]


# %% padding_in_front | points 0 | the words stand on the right; sentences begin on the left, padding comes at the end
def mask_from_lengths(lengths, size):
    return (torch.arange(size) >= size - lengths[:, None])[:, None, None, :]


# %% reversed | points 0 | reversed; True means may attend, so the words are True and the padding False
def mask_from_lengths(lengths, size):
    return (torch.arange(size) >= lengths[:, None])[:, None, None, :]


# %% three_dimensions | points 1 | the shape is (B, 1, S); it needs two dimensions of size 1, for the heads and the queries
def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[:, None, :]


# %% two_dimensions | points 1 | the shape is (B, S); put in two dimensions of size 1, for the heads and the queries
def mask_from_lengths(lengths, size):
    return torch.arange(size) < lengths[:, None]


# %% whole_numbers | points 1 | these are ones and zeros; leave True and False as the comparison gives them
def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[:, None, None, :].int()
