def scores_of(embeddings, i):
    return np.array((embeddings @ embeddings.T).tolist()[i])
