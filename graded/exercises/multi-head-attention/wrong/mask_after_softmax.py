"""
keeps: 3
tells: >-
  masked after the softmax, the weights of a query no longer add up to 1:
  mask the scores, before it
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights
