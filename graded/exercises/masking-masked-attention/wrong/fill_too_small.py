"""
keeps: 2
tells: >-
  −100 is not −∞; where all visible scores are smaller than −100, the hidden ones win; fill
  with −∞
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores.masked_fill(~mask, -100.0), dim=-1)
    return weights @ value, weights
