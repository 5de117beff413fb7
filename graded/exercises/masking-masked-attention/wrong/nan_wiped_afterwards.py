"""
keeps: 4
tells: >-
  the NaN was wiped after the softmax and comes back in the gradient; fill empty rows before
  the softmax, so that none arises
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    M = torch.zeros(mask.shape).masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores + M, dim=-1).nan_to_num(0.0)
    return weights @ value, weights
