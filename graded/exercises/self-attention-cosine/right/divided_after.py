def cosine_attention(embeddings):
    lengths = np.sqrt((embeddings**2).sum(axis=1))
    lengths[lengths == 0] = 1
    weights = softmax(embeddings @ embeddings.T / np.outer(lengths, lengths))
    return weights @ embeddings, weights
