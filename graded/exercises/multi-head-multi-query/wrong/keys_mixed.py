"""
keeps: 0
tells: >-
  the keys are mixed; what a head mixes are the values, x @ w_value
"""


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key = (x @ w_key).unsqueeze(1)
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ key
    return mixed.transpose(1, 2).flatten(2) @ w_output
