"""
keeps: 0
tells: return two things, the output and the weights
"""


def my_attention(query, key, value):
    return (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1) @ value
