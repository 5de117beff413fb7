from typing import NamedTuple


class Result(NamedTuple):
    context: np.ndarray
    weights: np.ndarray


def one(query, embeddings):
    differences = (embeddings - query) @ query  # only differences count
    powers = np.exp(differences - differences.max())
    return powers / powers.sum()


def my_self_attention(embeddings):
    weights = np.stack([one(query, embeddings) for query in embeddings])
    return Result(np.matmul(weights, embeddings), weights)
