# %% buggy | points 1 | this is the buggy function still: rows leave their head
def mended_halves(weight, num_heads):
    return torch.cat([weight[0::2], weight[1::2]])


# %% the_other_way | points 0 | this goes from halves to neighbouring pairs; the way back is asked for
def mended_halves(weight, num_heads):
    halves = weight.unflatten(0, (num_heads, 2, -1))
    return halves.transpose(1, 2).flatten(0, 2)


# %% odd_first | points 0 | the odd rows came first; entry i of the first half is row 2 i
def mended_halves(weight, num_heads):
    heads = weight.chunk(num_heads)
    return torch.cat([torch.cat([h[1::2], h[0::2]]) for h in heads])


# %% heads_interleaved | points 1 | the heads were taken to be interleaved; their rows stand one head after the other
def mended_halves(weight, num_heads):
    pairs = weight.unflatten(0, (-1, num_heads, 2))
    return pairs.permute(1, 2, 0, *range(3, pairs.dim())).flatten(0, 2)


# %% needs_a_matrix | points 4 | a bias has no second dimension
def mended_halves(weight, num_heads):
    D = weight.shape[1]
    pairs = weight.view(num_heads, -1, 2, D)
    return pairs.transpose(1, 2).reshape(-1, D)


# %% untouched | points 0 | the rows are as before
def mended_halves(weight, num_heads):
    return weight.clone()


# %% in_place | points 0 | the old weight was changed; return a new one
def mended_halves(weight, num_heads):
    pairs = weight.unflatten(0, (num_heads, -1, 2))
    new = pairs.transpose(1, 2).flatten(0, 2)
    weight.copy_(new)
    return new
