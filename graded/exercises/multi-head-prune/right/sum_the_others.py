def output_without_head(attention, x, head):
    query, key, value = map(attention._split, attention._project(x, x, x))
    heads, _ = attend(query, key, value)
    own_matrices = attention.w_output.weight.chunk(attention.num_heads, dim=1)
    result = attention.w_output.bias
    for h, matrix in enumerate(own_matrices):
        if h != head:
            result = result + heads[:, h] @ matrix.T
    return result
