"""
keeps: 0
tells: >-
  view(B, H, T, K) in the split tears the tokens apart: cut the last
  dimension into (H, K), then exchange two dimensions
"""


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    B, T, D = query.shape
    query, key, value = (
        projected.view(B, num_heads, -1, D // num_heads)
        for projected in (query @ w_query, key @ w_key, value @ w_value)
    )
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).flatten(2) @ w_output, weights
