def scores_of(embeddings, i):
    return (embeddings * embeddings[i]).sum(axis=1)
