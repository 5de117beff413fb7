def my_attention(query, key, value):
    scores = torch.einsum("...tk,...sk->...ts", query, key)
    weights = torch.softmax(scores / math.sqrt(query.size(-1)), -1)
    return torch.einsum("...ts,...sv->...tv", weights, value), weights
