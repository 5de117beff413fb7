"""
keeps: 0
tells: these are the scores of every token; return only those of token i, one vector
"""


def scores_of(embeddings, i):
    return embeddings @ embeddings.T
