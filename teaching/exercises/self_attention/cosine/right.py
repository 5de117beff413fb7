# %% divided_after
def cosine_attention(embeddings):
    lengths = np.sqrt((embeddings**2).sum(axis=1))
    lengths[lengths == 0] = 1
    weights = softmax(embeddings @ embeddings.T / np.outer(lengths, lengths))
    return weights @ embeddings, weights


# %% in_place
def cosine_attention(embeddings):
    length = np.hypot.reduce(embeddings, axis=1, keepdims=True)
    directions = np.zeros_like(embeddings)
    np.divide(embeddings, length, out=directions, where=length > 0)
    _, weights = directions, softmax(np.inner(directions, directions))
    return np.einsum("ij,jk->ik", weights, embeddings), weights


# %% library
import torch
from torch.nn import functional as F


def cosine_attention(embeddings):
    x = torch.from_numpy(embeddings)
    scores = F.cosine_similarity(x[:, None], x[None], dim=-1)
    weights = scores.softmax(-1)
    return weights @ x, weights


# %% loops
def cosine(a, b):
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return a @ b / lengths if lengths else 0.0


def cosine_attention(embeddings):
    scores = [[cosine(a, b) for b in embeddings] for a in embeddings]
    weights = np.array([softmax_row(row) for row in scores])
    return weights @ embeddings, weights


# %% nan_to_num
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        directions = np.nan_to_num(embeddings / length)
    weights = softmax(directions @ directions.T)
    return weights @ embeddings, weights


# %% through_self_attention
def cosine_attention(embeddings):
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    length = np.maximum(length, 1e-30)
    _, weights = self_attention(embeddings / length)
    return weights @ embeddings, weights


# %% tiny_number
import torch
from torch.nn.functional import normalize


def cosine_attention(embeddings):
    x = torch.tensor(embeddings)
    directions = normalize(x, dim=1)
    weights = (directions @ directions.T).exp()
    weights /= weights.sum(1, keepdim=True)
    return (weights @ x).numpy(), weights.numpy()
