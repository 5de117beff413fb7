"""
keeps: 3
tells: >-
  the mask has been left out
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
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights
