import math


def scores_of(embeddings, i):
    return tuple(
        math.fsum(map(float.__mul__, row, embeddings[i].tolist()))
        for row in embeddings.tolist()
    )
