# %% rotate_half
def rotate_halves(x, start, base):
    """As Hugging Face's code has it: each cosine and sine twice."""
    T, K = x.shape[-2:]
    inverse = 1.0 / base ** (torch.arange(0, K, 2) / K)
    angle = torch.outer(torch.arange(start, start + T).float(), inverse)
    angle = torch.cat([angle, angle], dim=-1)
    half = torch.cat([-x[..., K // 2 :], x[..., : K // 2]], dim=-1)
    return x * angle.cos() + half * angle.sin()


# %% complex_numbers
def rotate_halves(x, start, base):
    T, K = x.shape[-2:]
    numbers = torch.complex(x[..., : K // 2], x[..., K // 2 :])
    angle = torch.arange(start, start + T)[:, None] * base ** (
        -2 * torch.arange(K // 2) / K
    )
    turned = numbers * torch.polar(torch.ones_like(angle), angle)
    return torch.cat([turned.real, turned.imag], dim=-1)


# %% matrices
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


# %% chapters_own
def rotate_halves(x, start, base):
    """Neighbours become halves, and back."""
    K = x.shape[-1]
    pairs = x.unflatten(-1, (2, -1)).transpose(-1, -2).flatten(-2)
    rotary = RotaryPositions(K, max_len=start + x.shape[-2], base=base)
    turned = rotary(pairs, start)
    return turned.unflatten(-1, (-1, 2)).transpose(-1, -2).flatten(-2)


# %% numpy_double
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


# %% position_by_position
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
