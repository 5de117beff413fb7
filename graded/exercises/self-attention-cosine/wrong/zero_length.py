"""
keeps: 4
tells: a vector of zeros gives nan; its length is 0, and you divided by it
"""


def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights
