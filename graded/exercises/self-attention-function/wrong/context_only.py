"""
keeps: 0
tells: 'return two things: context, weights'
"""


def my_self_attention(embeddings):
    return softmax(embeddings @ embeddings.T) @ embeddings
