"""
keeps: 0
tells: >-
  the mask comes after the softmax, so the rows do not add up to 1; hide the scores before the
  softmax
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1) * mask
    return weights @ value, weights
