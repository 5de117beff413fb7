"""
keeps: 0
tells: you divided the scores by the square root of d; that is chapter 2
"""


def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T / embeddings.shape[1] ** 0.5)
    return weights @ embeddings, weights
