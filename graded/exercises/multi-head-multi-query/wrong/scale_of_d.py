"""
keeps: 0
tells: >-
  the scores are divided by the root of D; the width of a head is K, as for
  all heads
"""


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = (x @ w_key).unsqueeze(1), (x @ w_value).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / x.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output
