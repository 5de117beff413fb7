"""
keeps: 0
tells: these are distances between vectors; a score is a dot product
"""


def scores_of(embeddings, i):
    return np.linalg.norm(embeddings - embeddings[i], axis=1)
