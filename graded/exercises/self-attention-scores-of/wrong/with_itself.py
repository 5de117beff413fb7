"""
keeps: 0
tells: this is the score of token i with itself only; it has one with each of the n tokens
"""


def scores_of(embeddings, i):
    return embeddings[i] @ embeddings[i]
