"""
keeps: 0
tells: all weights together add up to 1; each row by itself must
"""


def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max())
    weights = exponentials / exponentials.sum()
    return weights @ embeddings, weights
