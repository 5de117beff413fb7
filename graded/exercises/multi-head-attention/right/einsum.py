def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    D = query.shape[-1]
    K = D // num_heads
    w_query, w_key, w_value = (
        w.reshape(D, num_heads, K) for w in (w_query, w_key, w_value)
    )
    q = torch.einsum("btd,dhk->bhtk", query, w_query)
    k = torch.einsum("bsd,dhk->bhsk", key, w_key)
    v = torch.einsum("bsd,dhk->bhsk", value, w_value)
    scores = torch.einsum("bhtk,bhsk->bhts", q, k) / math.sqrt(K)
    if mask is not None:
        scores = torch.where(mask, scores, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    output = torch.einsum(
        "bhts,bhsk,hkd->btd", weights, v, w_output.view(num_heads, K, D)
    )
    return output, weights
