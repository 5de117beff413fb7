def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    """The class of the chapter, filled with these matrices."""
    module = MultiHeadAttention(query.shape[-1], num_heads, bias=False)
    with torch.no_grad():
        stacked = torch.cat([w_query, w_key, w_value], dim=1).T
        module.w_query_key_value.weight.copy_(stacked)
        module.w_output.weight.copy_(w_output.T)
    return module(query, key, value, mask, need_weights=True)
