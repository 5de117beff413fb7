def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    """No dimension for the heads: to shared keys they are just more queries."""
    B, T, D = x.shape
    K = D // num_heads
    query = (x @ w_query).reshape(B, T * num_heads, K)
    mixed, _ = attention(query, x @ w_key, x @ w_value)
    return mixed.reshape(B, T, D) @ w_output
