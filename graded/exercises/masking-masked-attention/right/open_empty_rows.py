def my_masked_attention(query, key, value, mask):
    empty = mask.logical_not().all(-1, True)
    scores = torch.matmul(query, key.mT) * query.shape[-1] ** -0.5
    scores = scores.masked_fill((mask | empty).logical_not(), float("-inf"))
    weights = nn.functional.softmax(scores, -1) * ~empty
    return torch.matmul(weights, value), weights
