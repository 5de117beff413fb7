"""
keeps: 3
tells: >-
  a row without anything to see attends to all that is forbidden, since all its scores are
  equal; give it zeros
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores.masked_fill(~mask, -1e9), dim=-1)
    return weights @ value, weights
