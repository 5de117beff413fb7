"""
keeps: 0
tells: these are the scores of the first token, whatever i is; use vector i
"""


def scores_of(embeddings, i):
    return embeddings @ embeddings[0]
