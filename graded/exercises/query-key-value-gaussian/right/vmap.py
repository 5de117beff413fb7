def gaussian_attention(query, key, value, width):
    def one(q):
        return torch.softmax(-((q - key) / width).pow(2).sum(1) / 2, 0)

    weights = torch.vmap(one)(query)
    return weights.matmul(value), weights
