def output_without_head(attention, x, head):
    """The whole output, less the part of this head."""
    output, weights = attention(x, x, x, need_weights=True)
    D = attention.d_model
    K = D // attention.num_heads
    rows = slice(2 * D + head * K, 2 * D + (head + 1) * K)
    layer = attention.w_query_key_value
    value = x @ layer.weight[rows].T + layer.bias[rows]
    own = attention.w_output.weight[:, head * K : (head + 1) * K]
    return output - weights[:, head] @ value @ own.T
