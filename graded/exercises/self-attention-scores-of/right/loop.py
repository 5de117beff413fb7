def scores_of(embeddings, i):
    scores = []
    for other in embeddings:
        scores.append(sum(a * b for a, b in zip(embeddings[i], other)))
    return scores
