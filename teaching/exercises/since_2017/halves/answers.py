# %% right | rotate_half
def rotate_halves(x, start, base):
    """As Hugging Face's code has it: each cosine and sine twice."""
    T, K = x.shape[-2:]
    inverse = 1.0 / base ** (torch.arange(0, K, 2) / K)
    angle = torch.outer(torch.arange(start, start + T).float(), inverse)
    angle = torch.cat([angle, angle], dim=-1)
    half = torch.cat([-x[..., K // 2 :], x[..., : K // 2]], dim=-1)
    return x * angle.cos() + half * angle.sin()


# %% right | complex_numbers
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    numbers = torch.complex(x[..., : K // 2], x[..., K // 2 :])
    angle = torch.arange(start, start + T)[:, None] * base ** (
        -2 * torch.arange(K // 2) / K
    )
    turned = numbers * torch.polar(torch.ones_like(angle), angle)
    return torch.cat([turned.real, turned.imag], dim=-1)


# %% right | matrices
def rotate_halves(x, start, base):
    K = x.shape[-1]
    result = torch.empty_like(x)
    for t in range(x.shape[-2]):
        matrix = torch.zeros(K, K)
        for i in range(K // 2):
            angle = torch.tensor((start + t) * base ** (-2 * i / K))
            j = i + K // 2
            matrix[i, i] = matrix[j, j] = angle.cos()
            matrix[i, j], matrix[j, i] = -angle.sin(), angle.sin()
        result[..., t, :] = x[..., t, :] @ matrix.T
    return result


# %% right | chapters_own
def rotate_halves(x, start, base):
    """Neighbours become halves, and back."""
    K = x.shape[-1]
    pairs = x.unflatten(-1, (2, -1)).transpose(-1, -2).flatten(-2)
    rotary = RotaryPositions(K, max_len=start + x.shape[-2], base=base)
    turned = rotary(pairs, start)
    return turned.unflatten(-1, (-1, 2)).transpose(-1, -2).flatten(-2)


# %% right | numpy_double
import numpy as np


def rotate_halves(x, start, base):
    x = x.numpy().astype(float)
    T, K = x.shape[-2:]
    angle = np.arange(start, start + T)[:, None] * base ** (
        -2.0 * np.arange(K // 2) / K
    )
    a, b = np.split(x, 2, axis=-1)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


# %% right | position_by_position
def rotate_halves(x, start, base):
    result = x.clone()
    half = x.shape[-1] // 2
    for t in range(x.shape[-2]):
        for i in range(half):
            angle = (start + t) / base ** (i / half)
            a, b = x[..., t, i], x[..., t, i + half]
            cos, sin = math.cos(angle), math.sin(angle)
            result[..., t, i] = a * cos - b * sin
            result[..., t, i + half] = a * sin + b * cos
    return result


# %% wrong | neighbours | points 0 | you turned neighbouring entries, as the chapter does; here entry i goes with entry i + K / 2
def rotate_halves(x, start, base):
    K = x.shape[-1]
    return RotaryPositions(K, max_len=start + x.shape[-2], base=base)(x, start)


# %% wrong | other_direction | points 0 | the angle has the wrong sign: (a cos - b sin, a sin + b cos)
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos + b * sin, b * cos - a * sin], dim=-1)


# %% wrong | no_start | points 2 | the first vector is at position start, not at 0
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% wrong | always_the_same_base | points 2 | base is an argument: do not always take 10,000
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * 1e4 ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% wrong | exponent_halved | points 0 | the exponent of pair i is -2i / K, not -i / K
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


# %% wrong | interleaved | points 0 | the halves are turned together, and then written as neighbours: torch.cat, not stack and flatten
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    pair = torch.arange(K // 2)
    angle = torch.arange(start, start + T)[:, None] * base ** (-2 * pair / K)
    a, b = x.chunk(2, dim=-1)
    cos, sin = angle.cos(), angle.sin()
    turned = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
    return turned.flatten(-2)


# %% wrong | in_place | points 0 | x itself has changed: what is written into a half is written into x
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


# %% enemy | librarys_own | points 0 | neighbours turned together, as the book's own rotation does
def rotate_halves(x, start, base):
    half = x.shape[-1] // 2
    place = torch.arange(start, start + x.shape[-2])[:, None]
    angle = place * base ** (-torch.arange(half) / half)
    turned = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    turned = turned * torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).flatten(-2)
