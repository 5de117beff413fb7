def my_masked_attention(query, key, value, mask):
    q, k, v = query.double(), key.double(), value.double()
    empty = ~mask.any(-1, keepdim=True)
    scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-1, -2)
    scores = scores.masked_fill(~(mask | empty), -math.inf)
    weights = scores.softmax(-1).masked_fill(empty, 0.0)
    return (weights @ v).to(value.dtype), weights.to(value.dtype)
