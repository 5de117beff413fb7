# %% chapters_dot
def scores_of(embeddings, i):
    return [dot(embeddings[i], vector) for vector in embeddings]


# %% einsum
def scores_of(embeddings, i):
    return np.einsum("jk,k->j", embeddings, embeddings[i])


# %% fsum
import math


def scores_of(embeddings, i):
    return tuple(
        math.fsum(map(float.__mul__, row, embeddings[i].tolist()))
        for row in embeddings.tolist()
    )


# %% instance
class Scores:
    def __call__(self, embeddings, i):
        column = embeddings[i][:, None]
        return np.inner(embeddings, column.T).ravel()


scores_of = Scores()


# %% loop
def scores_of(embeddings, i):
    scores = []
    for other in embeddings:
        scores.append(sum(a * b for a, b in zip(embeddings[i], other)))
    return scores


# %% row_of_all
def scores_of(embeddings, i):
    return np.array((embeddings @ embeddings.T).tolist()[i])


# %% sum_of_products
def scores_of(embeddings, i):
    return (embeddings * embeddings[i]).sum(axis=1)


# %% torch
import torch


def scores_of(embeddings, i):
    embeddings = torch.from_numpy(embeddings)
    return torch.mv(embeddings, embeddings[i])
