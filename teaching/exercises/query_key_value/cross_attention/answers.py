# %% right | columns
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = m_query @ x.T, m_key @ memory.T, m_value @ memory.T
    columns = softmax(keys.T @ queries / np.sqrt(len(keys)), axis=0)
    return (values @ columns).T, columns.T


# %% right | einsum
def cross_attention(x, memory, m_query, m_key, m_value):
    scores = np.einsum("ti,ki,kj,sj->ts", x, m_query, m_key, memory)
    weights = softmax(scores / np.sqrt(len(m_query)))
    return np.einsum("ts,sj,kj->tk", weights, memory, m_value), weights


# %% right | instance
import math


class CrossAttention:
    def project(self, rows, matrix):
        return np.tensordot(rows, matrix, axes=(1, 1))

    def __call__(self, x, memory, m_query, m_key, m_value):
        self.queries = self.project(x, m_query / math.sqrt(len(m_query)))
        scores = np.inner(self.queries, self.project(memory, m_key))
        weights = np.exp(scores - np.logaddexp.reduce(scores, 1)[:, None])
        return [weights @ self.project(memory, m_value), weights]


cross_attention = CrossAttention()


# %% right | library
import torch


def cross_attention(x, memory, m_query, m_key, m_value):
    x, memory = torch.from_numpy(x), torch.from_numpy(memory)
    three = [torch.from_numpy(m).T for m in (m_query, m_key, m_value)]
    output, weights = attention(
        x @ three[0], memory @ three[1], memory @ three[2]
    )
    return output.numpy(), weights.numpy()


# %% right | loops
def cross_attention(x, memory, m_query, m_key, m_value):
    output, weights = [], []
    for vector in x:
        query = m_query @ vector
        scores = [query @ (m_key @ other) for other in memory]
        row = np.exp(np.array(scores) / len(query) ** 0.5)
        row = row / row.sum()
        weights.append(row)
        output.append(sum(w * (m_value @ o) for w, o in zip(row, memory)))
    return np.stack(output), np.stack(weights)


# %% right | one_matrix
def cross_attention(x, memory, m_query, m_key, m_value):
    between = m_query.T @ m_key / np.sqrt(m_key.shape[0])
    weights = softmax(np.linalg.multi_dot([x, between, memory.T]), axis=1)
    return (weights @ memory) @ m_value.T, weights


# %% right | torch_function
import torch
import torch.nn.functional as F


def cross_attention(x, memory, m_query, m_key, m_value):
    q, k, v = (
        F.linear(torch.from_numpy(each), torch.from_numpy(matrix))
        for each, matrix in [(x, m_query), (memory, m_key), (memory, m_value)]
    )
    weights = F.softmax(q @ k.T * q.shape[-1] ** -0.5, dim=-1)
    return F.scaled_dot_product_attention(q, k, v), weights


# %% right | single_precision
def cross_attention(x, memory, m_query, m_key, m_value):
    x, memory, m_query, m_key, m_value = (
        each.astype(np.float32)
        for each in (x, memory, m_query, m_key, m_value)
    )
    Q = (m_query @ x.T).T
    K = (m_key @ memory.T).T
    V = (m_value @ memory.T).T
    e = np.exp(Q @ K.T / len(m_query) ** 0.5)
    W = e / np.sum(e, axis=-1, keepdims=True)
    return [W @ V, W]


# %% right | yields_both
def cross_attention(x, memory, m_query, m_key, m_value):
    q = np.tensordot(x, m_query, axes=(1, 1))
    k = np.tensordot(memory, m_key, axes=(1, 1))
    weights = softmax(np.tensordot(q, k, (1, 1)) / math.sqrt(k.shape[-1]))
    yield np.dot(weights, np.tensordot(memory, m_value, axes=(1, 1)))
    yield weights


# %% right | named_results
from typing import NamedTuple


class Result(NamedTuple):
    output: torch.Tensor
    weights: torch.Tensor


def cross_attention(x, memory, wq, wk, wv):
    x, memory, wq, wk, wv = map(torch.tensor, (x, memory, wq, wk, wv))
    scores = nn.functional.linear(x, wq) @ nn.functional.linear(memory, wk).mT
    w = nn.Softmax(dim=1)(scores / wq.size(0) ** 0.5)
    return Result(weights=w, output=w @ nn.functional.linear(memory, wv))


# %% wrong | matrix_not_transposed | points 0 | `x @ m_query` does not fit: rows stand on the left, so the matrix on the right must be transposed
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query, memory @ m_key, memory @ m_value
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% wrong | mixed_keys | points 2 | you mixed the keys; mix the values
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys = x @ m_query.T, memory @ m_key.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ keys, weights


# %% wrong | no_square_root | points 0 | you divided by d_k; divide by its square root
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / queries.shape[1])
    return weights @ values, weights


# %% wrong | not_scaled | points 0 | the scores are not divided by the square root of d_k
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T)
    return weights @ values, weights


# %% wrong | over_queries | points 0 | the softmax runs over the queries; run it over the keys, so that each row adds up to 1
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]), axis=0)
    return weights @ values, weights


# %% wrong | roles_exchanged | points 0 | x asks and memory is asked; you have it the other way round
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = memory @ m_query.T, x @ m_key.T, x @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights @ values, weights


# %% wrong | scaled_by_d | points 0 | you divided by the square root of d, the width of x; divide by that of d_k, the width of a query
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(x.shape[1]))
    return weights @ values, weights


# %% wrong | weights_first | points 0 | the order is (output, weights), not (weights, output)
def cross_attention(x, memory, m_query, m_key, m_value):
    queries, keys, values = x @ m_query.T, memory @ m_key.T, memory @ m_value.T
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]))
    return weights, weights @ values


# %% enemy | itself | points 0 | PyTorch's own attention, of a text to itself
def cross_attention(x, memory, m_query, m_key, m_value):
    query, key, value = (
        torch.from_numpy(memory @ m.T)[None] for m in (m_query, m_key, m_value)
    )
    output = nn.functional.scaled_dot_product_attention(query, key, value)
    return output[0][: len(x)], (query @ key.mT).softmax(-1)[0][: len(x)]
