"""
keeps: 2
tells: the weights are right, but the embeddings were added to the mixture; context is weights
  times embeddings
"""


def my_self_attention(embeddings):
    weights = softmax(embeddings @ embeddings.T)
    return embeddings + weights @ embeddings, weights
