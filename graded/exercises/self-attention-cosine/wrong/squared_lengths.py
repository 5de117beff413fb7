"""
keeps: 0
tells: you divided by the square of the length; the square root is missing
"""


def cosine_attention(embeddings):
    length = (embeddings**2).sum(axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights
