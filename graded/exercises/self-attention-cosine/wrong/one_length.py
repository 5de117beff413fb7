"""
keeps: 0
tells: you divided by one length only; the cosine divides by both
"""


def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(
        embeddings @ embeddings.T / np.where(length > 0, length, 1)
    )
    return weights @ embeddings, weights
