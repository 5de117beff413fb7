"""
keeps: 0
tells: you divided by the square root of d; that is chapter 2
"""


def scores_of(embeddings, i):
    return embeddings @ embeddings[i] / np.sqrt(embeddings.shape[1])
