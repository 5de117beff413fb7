"""
keeps: 0
tells: >-
  queries and keys are exchanged in the product: a row of scores belongs to
  a query, `query @ key` with the keys transposed
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = key @ query.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights
