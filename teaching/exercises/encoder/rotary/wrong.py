# %% keys_not_turned | points 0 | only the queries are turned; the keys stand at positions too
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


# %% nothing_turned | points 0 | no position has an influence: queries and keys are as the module projects them
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% start_forgotten | points 3 | start is not used: the queries stand at start, start + 1 and so on
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


# %% values_turned | points 0 | the values are turned too; only queries and keys are
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


# %% other_way_round | points 0 | the turn goes the other way: the sign before the sine is exchanged
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos + b * sin, b * cos - a * sin], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% halves | points 0 | the pairs are neighbours, 0 and 1, 2 and 3; you paired the first half with the second
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


# %% exponent_doubled | points 0 | even is 2 i already: the exponent is doubled
def _turned(x, start):
    position = torch.arange(start, start + x.shape[2], dtype=torch.float64)
    even = torch.arange(0, x.shape[3], 2, dtype=torch.float64)
    angle = position[:, None] * 10000 ** (-2 * even / x.shape[3])
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)


def rotary_attention(attention, x, memory, start):
    query, key, value = attention.project(x, memory, memory)
    query, key = _turned(query, start), _turned(key, 0)
    weights = (query @ key.mT / query.shape[3] ** 0.5).softmax(-1)
    mixed = weights @ value
    return attention.w_output(attention._merge(mixed)), weights


# %% width_of_the_model | points 0 | the exponent is divided by the width of one head, not by d_model
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


# %% single_precision | points 6 | far away the angle has lost its digits: calculate it in float64, and round the sine and cosine
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


# %% scale_forgotten | points 0 | the scores are not divided by the root of the width
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


# %% before_the_matrices | points 0 | x is turned before the matrices; turn the queries and keys of each head
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
