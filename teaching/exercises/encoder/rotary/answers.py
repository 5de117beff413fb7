# %% right | complex_numbers
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


# %% right | matrices
def rotary_attention(attention, x, memory, start):
    """One matrix per position, of blocks 2 by 2; rows are multiplied from the right."""
    query, key, value = attention.project(x, memory, memory)
    K = query.shape[-1]

    def rotation(p, width):
        blocks = []
        for i in range(width // 2):
            angle = p * 10000 ** (-2 * i / width)
            c, s = math.cos(angle), math.sin(angle)
            blocks.append(torch.tensor([[c, s], [-s, c]], dtype=torch.float64))
        return torch.block_diag(*blocks)

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


# %% right | half_turned
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


# %% right | turned_by_the_distance
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


# %% right | numpy_angles
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


# %% wrong | keys_not_turned | points 0 | only the queries are turned; the keys stand at positions too
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), key
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | start_forgotten | points 3 | start is not used: the queries stand at start, start + 1 and so on
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, 0), _turned(key, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | values_turned | points 0 | the values are turned too; only queries and keys are
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    value = _turned(value, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | halves | points 0 | the pairs are neighbours, 0 and 1, 2 and 3; you paired the first half with the second
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | width_of_the_model | points 0 | the exponent is divided by the width of one head, not by d_model
def _turned(x, start, D):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / D)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start, x.shape[2]), _turned(key, 0, x.shape[2])
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | single_precision | points 6 | far away the angle has lost its digits: calculate it in float64, and round the sine and cosine
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float32)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float32)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | scale_forgotten | points 0 | the scores are not divided by the root of the width
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    weights = (query @ key.mT).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% wrong | before_the_matrices | points 0 | x is turned before the matrices; turn the queries and keys of each head
def _turned(x, start, width):
    position = torch.arange(start, start + x.shape[1], dtype=torch.float64)
    even = torch.arange(0, width, 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / width)
    angle = angle.repeat(1, x.shape[2] // width)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(2)


def rotary_attention(attention, x, memory, start):
    width = attention.d_model // attention.num_heads
    moved, still = _turned(x, start, width), _turned(memory, 0, width)
    return attention(moved, still, memory, need_weights=True)


# %% enemy | not_turned | points 0 | the module as it is, without any position
def rotary_attention(attention, x, memory, start):
    return attention(x, memory, memory)


# %% enemy | added_positions | points 0 | the book's own sinusoids, added to both
def rotary_attention(attention, x, memory, start):
    wave = SinusoidalPositionalEncoding(x.shape[-1])
    return attention(wave(x), wave(memory), wave(memory))
