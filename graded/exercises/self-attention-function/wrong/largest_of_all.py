"""
keeps: 4
tells: you subtract the largest score of all; a row far below it becomes 0 / 0, so take the
  largest of each row
"""


def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    exponentials = np.exp(scores - scores.max())
    weights = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights @ embeddings, weights
