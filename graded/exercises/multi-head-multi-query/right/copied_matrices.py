def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    """Ordinary heads that happen to have equal matrices."""
    q = split(x @ w_query, num_heads)
    k = split(x @ w_key.repeat(1, num_heads), num_heads)
    v = split(x @ w_value.repeat(1, num_heads), num_heads)
    return merge(attention(q, k, v)[0]) @ w_output
