"""
keeps: 0
tells: >-
  view(B, H, T, K) tears the queries apart: cut the last dimension into (H,
  K), then exchange two dimensions
"""


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    B, T, D = x.shape
    query = (x @ w_query).view(B, num_heads, T, D // num_heads)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output
