def my_masked_attention(query, key, value, mask):
    B, H, T, d = query.shape
    S = key.shape[2]
    mask = mask.expand(B, H, T, S)
    rows = []
    for b in range(B):
        for h in range(H):
            for t in range(T):
                open_keys = mask[b, h, t].nonzero().flatten()
                row = torch.zeros(S)
                if len(open_keys):
                    scores = key[b, h, open_keys] @ query[b, h, t] / d**0.5
                    row = row.index_put((open_keys,), scores.softmax(0))
                rows.append(row)
    weights = torch.stack(rows).view(B, H, T, S)
    return weights @ value, weights
