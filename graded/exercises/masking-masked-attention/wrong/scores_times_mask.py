"""
keeps: 0
tells: >-
  hidden scores became 0, and the exponential of 0 is 1, not 0; fill them with −∞ before the
  softmax
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores * mask, dim=-1)
    weights = weights.masked_fill(~mask.any(dim=-1, keepdim=True), 0.0)
    return weights @ value, weights
