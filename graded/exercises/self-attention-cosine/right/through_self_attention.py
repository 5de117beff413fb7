def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.maximum(length, 1e-30)
    _, weights = self_attention(embeddings / length)
    return weights @ embeddings, weights
