# %% as_it_lies_in_memory | points 1 | the numbers were taken in the order in which they lie in memory; after a transpose that is not the order of the shape
def merge_heads(x):
    B, H, T, K = x.shape
    memory = x.as_strided((B, H, T, K), (H * T * K, T * K, K, 1))
    return memory.transpose(1, 2).flatten(2)


# %% backwards | points 0 | head 0 comes last; it belongs at the front
def merge_heads(x):
    return torch.cat(x.unbind(1)[::-1], dim=-1)


# %% batch_merged | points 0 | the sentences have gone into one long row of tokens; the batch stays a dimension of its own
def merge_heads(x):
    B, H, T, K = x.shape
    return x.transpose(1, 2).reshape(B * T, H * K)


# %% interleaved | points 0 | the heads are interleaved, one entry of each in turn; each head's entries stay together
def merge_heads(x):
    return x.permute(0, 2, 3, 1).flatten(2)


# %% mean | points 0 | you averaged the heads; they stay side by side, so that the result has D = H K entries
def merge_heads(x):
    return x.mean(1)


# %% no_transpose | points 0 | the transpose is missing: a row now holds several tokens of one head, where it should hold all heads of one token
def merge_heads(x):
    B, H, T, K = x.shape
    return x.reshape(B, T, H * K)


# %% not_flat | points 0 | transposed, and still of four dimensions; the last two have to become one
def merge_heads(x):
    return x.transpose(1, 2)


# %% sum | points 0 | you added the heads up; they stay side by side, so that the result has D = H K entries
def merge_heads(x):
    return x.sum(1)


# %% tokens_side_by_side | points 0 | the tokens stand side by side, (B, H, T K); asked for are the heads of each token
def merge_heads(x):
    return x.flatten(2)


# %% view_after_transpose | points 1 | after a transpose the numbers do not lie in memory in the order of the shape: view refuses, flatten and reshape copy
def merge_heads(x):
    B, H, T, K = x.shape
    return x.transpose(1, 2).view(B, T, H * K)
