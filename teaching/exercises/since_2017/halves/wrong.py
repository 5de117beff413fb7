# %% neighbours | points 0 | you turned neighbouring entries, as the chapter does; here entry i goes with entry i + K / 2
def rotate_halves(x, start, base):
    K = x.shape[-1]
    return RotaryPositions(K, max_len=start + x.shape[-2], base=base)(x, start)


# %% other_direction | points 0 | the angle has the wrong sign: (a cos - b sin, a sin + b cos)
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos + b * sin, b * cos - a * sin], dim=-1)


# %% no_start | points 2 | the first vector is at position start, not at 0
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% always_the_same_base | points 2 | base is an argument: do not always take 10,000
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * 1e4 ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% exponent_halved | points 0 | the exponent of pair i is -2i / K, not -i / K
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% one_angle_for_all | points 0 | every pair has a speed of its own; here all turn by p
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    angle = torch.arange(start, start + T)[:, None].float()
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% halves_exchanged | points 0 | both results are right, but the halves come back in the wrong order
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * sin + b * cos, a * cos - b * sin], dim=-1)


# %% interleaved | points 0 | the halves are turned together, and then written as neighbours: torch.cat, not stack and flatten
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    turned = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
    return turned.flatten(-2)


# %% in_place | points 0 | x itself has changed: what is written into a half is written into x
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    turned = a * cos - b * sin
    b.copy_(a * sin + b * cos)
    a.copy_(turned)
    return x
