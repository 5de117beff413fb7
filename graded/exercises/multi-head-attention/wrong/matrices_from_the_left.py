"""
keeps: 0
tells: >-
  the matrices were transposed, as in nn.Linear; here they stand to the
  right of the row vectors, `query @ w_query`
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    linear = torch.nn.functional.linear
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1)).transpose(1, 2)
        for projected in (
            linear(query, w_query),
            linear(key, w_key),
            linear(value, w_value),
        )
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ value).transpose(1, 2).flatten(2)
    return linear(mixed, w_output), weights
