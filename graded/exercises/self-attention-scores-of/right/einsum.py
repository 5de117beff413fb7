def scores_of(embeddings, i):
    return np.einsum("jk,k->j", embeddings, embeddings[i])
