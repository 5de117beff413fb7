"""
keeps: 0
tells: the scores were divided by d_k; divide by its square root
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights
