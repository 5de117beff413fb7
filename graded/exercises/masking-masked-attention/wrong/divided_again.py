"""
keeps: 4
tells: >-
  masked after the softmax and divided again; a large hidden score takes all, and little or
  nothing is left to divide
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1) * mask
    weights = weights / weights.sum(dim=-1, keepdim=True).clamp(min=1e-9)
    return weights @ value, weights
