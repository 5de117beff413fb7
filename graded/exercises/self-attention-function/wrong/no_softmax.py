"""
keeps: 0
tells: these are the scores; turn each row into weights that add up to 1 before you mix
"""


def my_self_attention(embeddings):
    scores = embeddings @ embeddings.T
    return scores @ embeddings, scores
