"""
keeps: 0
tells: the rows of the weights do not add up to 1; divide each by its sum
"""


def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights @ embeddings, weights
