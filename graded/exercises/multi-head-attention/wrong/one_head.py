"""
keeps: 0
tells: >-
  this is one head of width D: split queries, keys and values into
  num_heads heads before the scores
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = query @ w_query, key @ w_key, value @ w_value
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value @ w_output, weights
