# %% right | divided_after
def cosine_attention(embeddings):
    lengths = np.sqrt((embeddings**2).sum(axis=1))
    lengths[lengths == 0] = 1
    weights = softmax(embeddings @ embeddings.T / np.outer(lengths, lengths))
    return weights @ embeddings, weights


# %% right | in_place
def cosine_attention(embeddings):
    length = np.hypot.reduce(embeddings, axis=1, keepdims=True)
    directions = np.zeros_like(embeddings)
    np.divide(embeddings, length, out=directions, where=length > 0)
    _, weights = directions, softmax(np.inner(directions, directions))
    return np.einsum("ij,jk->ik", weights, embeddings), weights


# %% right | library
import torch
from torch.nn import functional as F


def cosine_attention(embeddings):
    x = torch.from_numpy(embeddings)
    scores = F.cosine_similarity(x[:, None], x[None], dim=-1)
    weights = scores.softmax(-1)
    return weights @ x, weights


# %% right | loops
def cosine(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return a @ b / lengths if lengths else 0.0


def cosine_attention(embeddings):
    scores = [[cosine(a, b) for b in embeddings] for a in embeddings]
    weights = np.array([softmax_row(row) for row in scores])
    return weights @ embeddings, weights


# %% right | nan_to_num
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        directions = np.nan_to_num(embeddings / length)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% right | through_self_attention
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.maximum(length, 1e-30)
    _, weights = self_attention(embeddings / length)
    return weights @ embeddings, weights


# %% right | tiny_number
import torch
from torch.nn.functional import normalize


def cosine_attention(embeddings):
    x = torch.tensor(embeddings)
    directions = normalize(x, dim=1)
    weights = (directions @ directions.T).exp()
    weights /= weights.sum(1, keepdim=True)
    return (weights @ x).numpy(), weights.numpy()


# %% right | earlier_helper_and_walrus
def norm_of(v):
    return sum(x * x for x in v) ** 0.5


def cosine_attention(embeddings):
    unit = np.array(
        [v / size if (size := norm_of(v)) else v for v in embeddings]
    )
    weights = softmax(scores=unit @ unit.T)
    return [weights @ embeddings, weights]


# %% right | matrices_of_old
def cosine_attention(embeddings):
    X = np.asmatrix(embeddings)
    lengths = np.sqrt(np.diag(X * X.T))
    lengths = np.asmatrix(np.where(lengths == 0, 1, lengths)).T
    P = np.exp((X / lengths) * (X / lengths).T)
    W = P / P.sum(axis=1)
    return W * X, W


# %% right | lists_of_lists
def cosine_attention(embeddings):
    import math

    rows = embeddings.tolist()

    def cosine(a, b):
        lengths = math.hypot(*a) * math.hypot(*b)
        return sum(map(lambda p, q: p * q, a, b)) / lengths if lengths else 0

    weights = [[math.exp(cosine(a, b)) for b in rows] for a in rows]
    weights = [[w / sum(row) for w in row] for row in weights]
    context = [
        [sum(w * x for w, x in zip(row, column)) for column in zip(*rows)]
        for row in weights
    ]
    return context, weights


# %% wrong | after_the_softmax | points 0 | you divided the weights by the lengths; divide the scores, before the softmax
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.where(length > 0, length, 1)
    weights = softmax(embeddings @ embeddings.T) / length / length.T
    return weights @ embeddings, weights


# %% wrong | columns | points 0 | you divided by the lengths of the columns; a vector is a row
def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings, axis=0)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% wrong | mixed_directions | points 2 | you mixed the shortened vectors; mix the embeddings themselves
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return self_attention(embeddings / np.where(length > 0, length, 1))


# %% wrong | one_length | points 0 | you divided by one length only; the cosine divides by both
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(
        embeddings @ embeddings.T / np.where(length > 0, length, 1)
    )
    return weights @ embeddings, weights


# %% wrong | over_columns | points 0 | the softmax runs over the columns; run it over the rows
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T, axis=0)
    return weights @ embeddings, weights


# %% wrong | plain_dot_product | points 0 | these are the weights of the plain dot product; divide by both lengths
def cosine_attention(embeddings):
    return self_attention(embeddings)


# %% wrong | weights_first | points 0 | the order is (context, weights), not (weights, context)
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = embeddings / np.where(length > 0, length, 1)
    weights = softmax(directions @ directions.T)
    return weights, weights @ embeddings


# %% wrong | zero_length | points 4 | a vector of zeros gives nan; its length is 0, and you divided by it
def cosine_attention(embeddings):
    directions = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% enemy | the_chapters_own | points 0 | the chapter's function on vectors of length 1, whose context is rescaled too; the longest keeps its own
def cosine_attention(embeddings):
    lengths = np.linalg.norm(embeddings, axis=1).max()
    return self_attention(embeddings / lengths)
