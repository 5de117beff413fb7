"""
keeps: 0
tells: >-
  the transpose is missing in the split: the heads stand in front of the
  tokens, (B, H, T, K)
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    query, key, value = (
        projected.unflatten(-1, (num_heads, -1))
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).flatten(2) @ w_output, weights
