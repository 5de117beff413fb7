"""
keeps: 0
tells: these are the scores of the token before i; Python counts from 0, and so does i
"""


def scores_of(embeddings, i):
    return embeddings @ embeddings[i - 1]
