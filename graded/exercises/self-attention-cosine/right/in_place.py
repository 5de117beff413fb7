def cosine_attention(embeddings):
    length = np.hypot.reduce(embeddings, axis=1, keepdims=True)
    directions = np.zeros_like(embeddings)
    np.divide(embeddings, length, out=directions, where=length > 0)
    _, weights = directions, softmax(np.inner(directions, directions))
    return np.einsum("ij,jk->ik", weights, embeddings), weights
