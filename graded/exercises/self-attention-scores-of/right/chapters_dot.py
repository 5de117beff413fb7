def scores_of(embeddings, i):
    return [dot(embeddings[i], vector) for vector in embeddings]
