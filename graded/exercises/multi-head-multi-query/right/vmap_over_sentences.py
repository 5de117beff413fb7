def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    def one(sentence):
        query = (sentence @ w_query).unflatten(-1, (num_heads, -1))
        key, value = sentence @ w_key, sentence @ w_value
        scores = query.transpose(0, 1) @ key.T / math.sqrt(len(key.T))
        mixed = scores.softmax(-1) @ value
        return mixed.transpose(0, 1).flatten(1) @ w_output

    return torch.func.vmap(one)(x)
