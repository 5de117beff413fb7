# %% unsqueezed
def masks(src, tgt, pad_id, new):
    src_mask = src.ne(pad_id).unsqueeze(1).unsqueeze(1)
    words = tgt.ne(pad_id).unsqueeze(1).unsqueeze(1)
    return src_mask, words & causal_mask(tgt.size(1))[-new:], src_mask


# %% loops
def masks(src, tgt, pad_id, new):
    (B, T), S = tgt.shape, src.shape[1]
    own = torch.zeros(B, 1, new, T, dtype=torch.bool)
    source_mask = torch.zeros(B, 1, 1, S, dtype=torch.bool)
    for b in range(B):
        for j in range(S):
            source_mask[b, 0, 0, j] = src[b, j] != pad_id
        for i in range(new):
            for j in range(T - new + i + 1):
                own[b, 0, i, j] = tgt[b, j] != pad_id
    return source_mask, own, source_mask.clone()


# %% additive
def masks(src, tgt, pad_id, new):
    def hidden(tokens):
        return torch.where(tokens == pad_id, -math.inf, 0.0)[:, None, None]

    future = additive_mask(causal_mask(tgt.shape[1])[-new:])
    own = boolean_mask(hidden(tgt) + future)
    return boolean_mask(hidden(src)), own, boolean_mask(hidden(src))


# %% tril_with_an_offset
def masks(src, tgt, pad_id, new):
    T = tgt.shape[1]
    own = padding_mask(tgt, pad_id).repeat(1, 1, new, 1).tril(T - new)
    return [padding_mask(src, pad_id), own, padding_mask(src, pad_id)]


# %% positions
def masks(src, tgt, pad_id, new):
    position = torch.arange(tgt.shape[1])
    own = (position <= position[-new:, None]) & (tgt != pad_id)[:, None]
    src_mask = (src != pad_id).view(len(src), 1, 1, -1)
    return src_mask, own[:, None], src_mask
