"""
keeps: 0
tells: >-
  divide the scores by the square root of K
"""


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    mixed = (query @ key.transpose(-2, -1)).softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output
