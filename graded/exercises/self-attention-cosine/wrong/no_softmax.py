"""
keeps: 0
tells: these are the cosines; turn each row into weights with softmax before you mix
"""


def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = directions @ directions.T
    return weights @ embeddings, weights
