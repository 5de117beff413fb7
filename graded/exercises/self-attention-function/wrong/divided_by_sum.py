"""
keeps: 0
tells: you divided the scores by their sum; take their exponentials first
"""


def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    weights = scores / scores.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights
