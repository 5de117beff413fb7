def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    B, T, D = x.shape
    q = torch.einsum("btd,dhk->bhtk", x, w_query.view(D, num_heads, -1))
    k, v = x @ w_key, x @ w_value
    scores = torch.einsum("bhtk,bsk->bhts", q, k) / math.sqrt(k.shape[-1])
    mixed = torch.einsum("bhts,bsk->bthk", scores.softmax(-1), v)
    return mixed.flatten(2) @ w_output
