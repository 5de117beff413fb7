def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        directions = np.nan_to_num(embeddings / length)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights
