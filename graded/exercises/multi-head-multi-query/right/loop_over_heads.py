def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    key, value = x @ w_key, x @ w_value
    heads = []
    for matrix in w_query.chunk(num_heads, dim=1):
        scores = x @ matrix @ key.mT * key.shape[-1] ** -0.5
        heads.append(torch.softmax(scores, -1) @ value)
    return torch.cat(heads, -1) @ w_output
