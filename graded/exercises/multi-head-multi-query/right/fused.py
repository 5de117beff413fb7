from torch.nn.functional import scaled_dot_product_attention


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key = (x @ w_key).unsqueeze(1).expand_as(query)
    value = (x @ w_value).unsqueeze(1).expand_as(query)
    mixed = scaled_dot_product_attention(query, key, value)
    return mixed.transpose(1, 2).flatten(2) @ w_output
