"""
keeps: 0
tells: you compared column i with the columns; a token is a row of the matrix
"""


def scores_of(embeddings, i):
    return embeddings.T @ embeddings[:, i]
