def cosine(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return a @ b / lengths if lengths else 0.0


def cosine_attention(embeddings):
    scores = [[cosine(a, b) for b in embeddings] for a in embeddings]
    weights = np.array([softmax_row(row) for row in scores])
    return weights @ embeddings, weights
