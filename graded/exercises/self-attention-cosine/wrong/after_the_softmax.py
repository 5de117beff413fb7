"""
keeps: 0
tells: you divided the weights by the lengths; divide the scores, before the softmax
"""


def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.where(length > 0, length, 1)
    weights = softmax(embeddings @ embeddings.T) / length / length.T
    return weights @ embeddings, weights
