# %% unsqueezed
def masks(src, tgt, pad_id):
    src_mask = src.ne(pad_id).unsqueeze(1).unsqueeze(1)
    words = tgt.ne(pad_id).unsqueeze(1).unsqueeze(1)
    return src_mask, words & causal_mask(tgt.size(1)), src_mask


# %% loops
def masks(src, tgt, pad_id):
    (B, T), S = tgt.shape, src.shape[1]
    own = torch.zeros(B, 1, T, T, dtype=torch.bool)
    source_mask = torch.zeros(B, 1, 1, S, dtype=torch.bool)
    for b in range(B):
        for j in range(S):
            source_mask[b, 0, 0, j] = src[b, j] != pad_id
        for i in range(T):
            for j in range(i + 1):
                own[b, 0, i, j] = tgt[b, j] != pad_id
    return source_mask, own, source_mask.clone()


# %% additive
def masks(src, tgt, pad_id):
    def hidden(tokens):
        return torch.where(tokens == pad_id, -math.inf, 0.0)[:, None, None]

    future = additive_mask(causal_mask(tgt.shape[1]))
    own = boolean_mask(hidden(tgt) + future)
    return boolean_mask(hidden(src)), own, boolean_mask(hidden(src))


# %% tril_of_the_whole
def masks(src, tgt, pad_id):
    T = tgt.shape[1]
    own = padding_mask(tgt, pad_id).repeat(1, 1, T, 1).tril()
    return [padding_mask(src, pad_id), own, padding_mask(src, pad_id)]


# %% positions
def masks(src, tgt, pad_id):
    position = torch.arange(tgt.shape[1])
    own = (position <= position[:, None]) & (tgt != pad_id)[:, None]
    src_mask = (src != pad_id).view(len(src), 1, 1, -1)
    return src_mask, own[:, None], src_mask
