# %% right | chapters_dot
def scores_of(embeddings, i):
    return [dot(embeddings[i], vector) for vector in embeddings]


# %% right | einsum
def scores_of(embeddings, i):
    return np.einsum("jk,k->j", embeddings, embeddings[i])


# %% right | fsum
import math


def scores_of(embeddings, i):
    return tuple(
        math.fsum(map(float.__mul__, row, embeddings[i].tolist()))
        for row in embeddings.tolist()
    )


# %% right | instance
class Scores:
    def __call__(self, embeddings, i):
        column = embeddings[i][:, None]
        return np.inner(embeddings, column.T).ravel()


scores_of = Scores()


# %% right | loop
def scores_of(embeddings, i):
    scores = []
    for other in embeddings:
        scores.append(sum(a * b for a, b in zip(embeddings[i], other)))
    return scores


# %% right | row_of_all
def scores_of(embeddings, i):
    return np.array((embeddings @ embeddings.T).tolist()[i])


# %% right | sum_of_products
def scores_of(embeddings, i):
    return (embeddings * embeddings[i]).sum(axis=1)


# %% right | torch
import torch


def scores_of(embeddings, i):
    embeddings = torch.from_numpy(embeddings)
    return torch.mv(embeddings, embeddings[i])


# %% right | yields_them
def scores_of(embeddings, i):
    for row in embeddings:
        yield row.dot(embeddings[i])


# %% right | map_of_a_lambda
scores_of = lambda vectors, token: map(
    lambda row: sum(p * q for p, q in zip(row, vectors[token])), vectors
)


# %% right | typed_and_chatty
from typing import List


def scores_of(E: np.ndarray, idx: int = 0) -> List[np.float32]:
    print("shape:", E.shape, "token:", idx)
    result: List[np.float32] = []
    n = E.shape[0]
    for j in range(0, n):
        result.append(np.float32(np.dot(E[idx, :], E[j, :])))
    print("scores:", result)
    return result


# %% wrong | all_rows | points 0 | these are the scores of every token; return only those of token i, one vector
def scores_of(embeddings, i):
    return embeddings @ embeddings.T


# %% wrong | columns | points 0 | you compared column i with the columns; a token is a row of the matrix
def scores_of(embeddings, i):
    return embeddings.T @ embeddings[:, i]


# %% wrong | cosine | points 0 | these are cosines, the scores divided by the lengths; the plain dot products are asked for
def scores_of(embeddings, i):
    lengths = np.linalg.norm(embeddings, axis=1)
    return embeddings @ embeddings[i] / lengths / lengths[i]


# %% wrong | first_token | points 0 | these are the scores of the first token, whatever i is; use vector i
def scores_of(embeddings, i):
    return embeddings @ embeddings[0]


# %% wrong | not_added_up | points 0 | you multiplied number by number; a dot product also adds the products up, over each row
def scores_of(embeddings, i):
    return embeddings * embeddings[i]


# %% wrong | scaled | points 0 | you divided by the square root of d; no scaling is asked for here
def scores_of(embeddings, i):
    return embeddings @ embeddings[i] / np.sqrt(embeddings.shape[1])


# %% wrong | softmax | points 0 | these are the weights; the scores are asked for, before the softmax
def scores_of(embeddings, i):
    return softmax(embeddings @ embeddings[i])


# %% wrong | with_itself | points 0 | this is the score of token i with itself only; it has one with each of the n tokens
def scores_of(embeddings, i):
    return embeddings[i] @ embeddings[i]


# %% enemy | correlations | points 0 | NumPy's own similarity, which is scaled
def scores_of(embeddings, i):
    return np.corrcoef(embeddings)[i]
