"""
keeps: 0
tells: the scores were not divided by the square root of d_k
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1)
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights
