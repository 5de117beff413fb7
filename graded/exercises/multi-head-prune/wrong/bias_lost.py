"""
keeps: 1
tells: >-
  the bias of the output matrix is gone; it belongs to no head: keep it
"""


def output_without_head(attention, x, head):
    query, key, value = map(attention._split, attention._project(x, x, x))
    heads = attend(query, key, value)[0].clone()
    heads[:, head] = 0
    return attention._merge(heads) @ attention.w_output.weight.T
