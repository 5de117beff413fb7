# %% causal_only | points 0 | a sentence looks into those before it; only the same segment may be seen, compare the two
def packed_mask(segments):
    words = (segments != 0)[:, None, :]
    return (words & causal_mask(segments.shape[1]))[:, None]


# %% heads_first | points 3 | the shape is (1, B, T, T); the batch comes first, then the heads
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]))[None]


# %% into_later_sentences_only | points 0 | the triangle is the wrong one; a token sees what comes before it, not after it
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]).T)[:, None]


# %% joined_with_or | points 0 | the conditions were joined with `or`; all must hold, join them with &
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return ((same | causal_mask(segments.shape[1])) & words)[:, None]


# %% no_dimension_for_the_heads | points 3 | the shape is (B, T, T); put in a dimension of size 1 for the heads
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return same & words & causal_mask(segments.shape[1])


# %% not_causal | points 0 | it looks ahead; the causal mask is missing
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    return (same & (segments != 0)[:, None, :])[:, None]


# %% not_itself | points 0 | a token does not see itself; the diagonal belongs to the causal mask
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]).tril(-1))[:, None]


# %% padding_is_a_sentence | points 3 | padding sees padding, since 0 equals 0; it sees nothing and nobody sees it
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    return (same & causal_mask(segments.shape[1]))[:, None]


# %% padding_sees_itself | points 3 | padding sees itself; its rows are empty, and attention gives an empty row zeros
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    itself = torch.eye(segments.shape[1], dtype=torch.bool)
    return (same & (words | itself) & causal_mask(segments.shape[1]))[:, None]


# %% reversed | points 0 | reversed; True means may attend
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return ~(same & words & causal_mask(segments.shape[1]))[:, None]


# %% whole_numbers | points 3 | these are ones and zeros; a mask of True and False is asked for
def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]))[:, None].int()
