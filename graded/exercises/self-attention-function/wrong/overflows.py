"""
keeps: 4
tells: overflow; subtract the largest score of each row before the exponential
"""


def my_self_attention(embeddings):
    exponentials = np.exp(embeddings @ embeddings.T)
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights
