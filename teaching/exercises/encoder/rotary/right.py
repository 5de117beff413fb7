# %% complex_numbers
def rotary_attention(attention, x, memory, start):
    """A pair is a complex number, and a turn is a product."""

    def turn(x, first):
        width = x.shape[-1]
        omega = 10000.0 ** (-torch.arange(0, width, 2).double() / width)
        p = first + torch.arange(x.shape[-2]).double()
        turns = torch.polar(
            torch.ones(len(p), width // 2).double(), torch.outer(p, omega)
        )
        pairs = torch.view_as_complex(
            x.double().unflatten(-1, (-1, 2)).contiguous()
        )
        return torch.view_as_real(pairs * turns).flatten(-2).to(x.dtype)

    query, key, value = attention.project(x, memory, memory)
    scores = turn(query, start) @ turn(key, 0).mT / key.shape[-1] ** 0.5
    weights = scores.softmax(dim=-1)
    return attention.w_output(attention._merge(weights @ value)), weights


# %% matrices_of_the_chapter
def rotary_attention(attention, x, memory, start):
    """One matrix per position; it turns the other way, so transposed."""
    query, key, value = attention.project(x, memory, memory)
    K = query.shape[-1]

    def turned(vectors, first):
        places = [
            vectors[:, :, t] @ rotation(first + t, K).to(vectors.dtype)
            for t in range(vectors.shape[2])
        ]
        return torch.stack(places, dim=2)

    scores = turned(query, start) @ turned(key, 0).transpose(2, 3)
    weights = (scores / math.sqrt(K)).softmax(-1)
    heads = (weights @ value).transpose(1, 2).flatten(2)
    return attention.w_output(heads), weights


# %% half_turned
def rotary_attention(attention, x, memory, start):
    """x cos + (x with its pairs exchanged and signs) sin."""
    q, k, v = attention.project(x, memory, memory)
    K = k.size(-1)
    even = torch.arange(0, K, 2, dtype=torch.float64).repeat_interleave(2)

    def turn(z, first):
        p = torch.arange(z.size(2), dtype=torch.float64) + first
        angle = p.unsqueeze(1) / 10000 ** (even / K)
        other = torch.stack([-z[..., 1::2], z[..., ::2]], dim=-1).flatten(-2)
        return z * angle.cos().float() + other * angle.sin().float()

    scores = torch.einsum("bhtk,bhsk->bhts", turn(q, start), turn(k, 0))
    w = torch.softmax(scores * K**-0.5, dim=-1)
    return attention.w_output(
        torch.einsum("bhts,bhsk->bthk", w, v).flatten(2)
    ), w


# %% turned_by_the_distance
def rotary_attention(attention, x, memory, start):
    """Only the distance counts: turn the query back to each key."""
    q, k, v = attention.project(x, memory, memory)
    T, S, K = q.shape[2], k.shape[2], k.shape[3]
    distance = (start + torch.arange(T))[:, None] - torch.arange(S)  # (T, S)
    omega = 10000 ** (-torch.arange(0, K, 2).double() / K)
    angle = distance.double()[..., None] * omega  # (T, S, K / 2)
    c, s = angle.cos().float(), angle.sin().float()
    a, b = q[..., 0::2].unsqueeze(3), q[..., 1::2].unsqueeze(3)
    e, f = k[..., 0::2].unsqueeze(2), k[..., 1::2].unsqueeze(2)
    scores = ((a * c - b * s) * e + (a * s + b * c) * f).sum(-1) / K**0.5
    weights = scores.softmax(-1)
    return attention.w_output(attention._merge(weights @ v)), weights


# %% numpy_angles
import numpy as np


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    width = query.shape[-1]
    frequency = 10000.0 ** (-np.arange(0, width, 2) / width)
    for each, first in [(query, start), (key, 0)]:
        angle = np.outer(np.arange(first, first + each.shape[2]), frequency)
        c = torch.tensor(np.cos(angle), dtype=torch.float32)
        s = torch.tensor(np.sin(angle), dtype=torch.float32)
        a, b = each[..., 0::2].clone(), each[..., 1::2].clone()
        each.data[..., 0::2] = a * c - b * s
        each.data[..., 1::2] = a * s + b * c
    weights = (query @ key.mT / width**0.5).softmax(-1)
    return attention.w_output(attention._merge(weights @ value)), weights
