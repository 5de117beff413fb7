"""
keeps: 4
tells: >-
  a NaN arises in the softmax and again in its backward pass; it is caught on both sides here,
  but fill empty rows before it
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-1).nan_to_num(0.0)
    return weights @ value, weights
