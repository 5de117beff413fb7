"""
keeps: 4
tells: a vector of zeros has scores of 0, so its weights are 1/n each; you made its weights 0
"""


def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T) * (length > 0)
    return weights @ embeddings, weights
