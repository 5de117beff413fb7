"""
keeps: 0
tells: the mask has no influence; hide the scores where it is False, before the softmax
"""


def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
