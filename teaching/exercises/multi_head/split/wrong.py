# %% asserts | points 1 | an assert is for your own slips, and Python can switch it off; a bad argument is a ValueError
def split_heads(x, num_heads):
    B, T, D = x.shape
    assert D % num_heads == 0, "not divisible"
    return x.view(B, T, num_heads, D // num_heads).transpose(1, 2)


# %% dealt_out | points 0 | head 0 got the entries 0, H, 2H and so on; its entries lie side by side: cut the last dimension into (H, K), not (K, H)
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, D // num_heads, num_heads).permute(0, 3, 1, 2)


# %% drops_the_rest | points 1 | entries that do not fill a head have been dropped without a word; raise a ValueError instead
def split_heads(x, num_heads):
    width = x.shape[-1] // num_heads
    parts = x.split(width, dim=-1)[:num_heads]
    return torch.stack(parts, dim=1)


# %% heads_and_width_exchanged | points 0 | there are K heads of width H: in the cut, the number of heads comes first, (H, K)
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, D // num_heads, num_heads).transpose(1, 2)


# %% heads_first | points 0 | the heads stand in front of the sentences, (H, B, T, K); the batch comes first
def split_heads(x, num_heads):
    if x.shape[-1] % num_heads:
        raise ValueError("not divisible")
    return torch.stack(x.chunk(num_heads, dim=-1))


# %% heads_in_the_batch | points 0 | sentences and heads have become one dimension, (B H, T, K); keep them apart
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    K = D // num_heads
    return x.view(B, T, num_heads, K).transpose(1, 2).reshape(-1, T, K)


# %% no_transpose | points 0 | the tokens still stand before the heads, (B, T, H, K): the transpose is missing
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, num_heads, D // num_heads)


# %% pytorch_complains | points 1 | the RuntimeError is PyTorch's, and says nothing of heads; raise a ValueError of your own, before you cut
def split_heads(x, num_heads):
    B, T, D = x.shape
    return x.view(B, T, num_heads, D // num_heads).transpose(1, 2)


# %% tokens_last | points 0 | this is (B, H, K, T): the tokens come third, the entries of a head last
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, num_heads, D // num_heads).permute(0, 2, 3, 1)


# %% view_tears | points 0 | view(B, H, T, K) fills the new shape in the order of memory and tears the tokens apart; cut only the last dimension, then exchange two
def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, num_heads, T, D // num_heads)
