"""
keeps: 0
tells: these scores were divided by their sum; the plain dot products are asked for
"""


def scores_of(embeddings, i):
    return divide_by_sum(embeddings @ embeddings[i])
