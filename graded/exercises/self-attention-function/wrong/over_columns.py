"""
keeps: 0
tells: these are the weights of a softmax over the columns; use the rows
"""


def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T, axis=0)
    return weights @ embeddings, weights
