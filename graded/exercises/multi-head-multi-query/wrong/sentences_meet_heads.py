"""
keeps: 0
tells: >-
  the keys of sentence 0 met head 0 of all sentences: keys and values need
  a dimension of size 1 where the heads stand
"""


def multi_query_attention(x, w_query, w_key, w_value, w_output, num_heads):
    query = (x @ w_query).unflatten(-1, (num_heads, -1)).transpose(1, 2)
    key, value = x @ w_key, x @ w_value
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    mixed = scores.softmax(dim=-1) @ value
    return mixed.transpose(1, 2).flatten(2) @ w_output
