def gaussian_attention(query, key, value, width):
    squared = sum((a[:, None] - b) ** 2 for a, b in zip(query.T, key.T))
    squared -= squared.amin(1, keepdim=True)
    weights = torch.exp(squared / (-2 * width**2))
    weights /= weights.sum(dim=1, keepdim=True)
    return weights @ value, weights
