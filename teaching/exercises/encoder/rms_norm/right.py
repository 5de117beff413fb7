# %% einsum
def rms_norm(x, gain, epsilon=1e-5):
    square = torch.einsum("...d,...d->...", x, x) / len(gain)
    return torch.einsum(
        "...d,d,...->...d", x, gain, (square + epsilon) ** -0.5
    )


# %% length_over_root_d
def rms_norm(x, gain, epsilon=1e-5):
    D = x.size(-1)
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return gain.mul(x).div((length.square() / D + epsilon).sqrt())


# %% numpy_double
import numpy as np


def rms_norm(x, gain, epsilon=1e-5):
    x = x.numpy().astype(float)
    root = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + epsilon)
    return (x / root * gain.numpy()).astype(np.float32)


# %% rsqrt
def rms_norm(x, gain, epsilon=1e-5):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + epsilon) * gain


# %% torchs_function
def rms_norm(x, gain, epsilon=1e-5):
    return torch.nn.functional.rms_norm(x, gain.shape, gain, eps=epsilon)


# %% vector_by_vector
import math


def rms_norm(x, gain, epsilon=1e-5):
    result = torch.empty_like(x)
    for place in (
        torch.cartesian_prod(*map(torch.arange, x.shape[:-1]))
        if x.dim() > 2
        else [...]
    ):
        where = tuple(place) if x.dim() > 2 else place
        mean_square = math.fsum(a * a for a in x[where].tolist()) / x.shape[-1]
        result[where] = x[where] / math.sqrt(mean_square + epsilon)
    return gain * result


# %% vmap
def rms_norm(x, gain, epsilon=1e-5):
    def one(vector):
        return (
            gain * vector / (vector.dot(vector) / len(vector) + epsilon) ** 0.5
        )

    for _ in range(x.dim() - 1):
        one = torch.vmap(one)
    return one(x)
