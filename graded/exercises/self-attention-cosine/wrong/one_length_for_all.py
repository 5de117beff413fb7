"""
keeps: 0
tells: you divided by the length of the whole matrix; each row has its own, `axis=1`
"""


def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights
