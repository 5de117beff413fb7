# %% batch_norm
import torch.nn.functional as F


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    """A batch norm of the vectors standing upright."""
    upright = x.reshape(-1, x.shape[-1]).T
    done = F.batch_norm(upright, None, None, training=True, eps=epsilon)
    return done.T.reshape(x.shape) * gain + bias


# %% matrices
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    """The mean is a product with a matrix of equal numbers."""
    D = x.shape[-1]
    centre = torch.eye(D) - torch.full((D, D), 1 / D)
    x = x @ centre
    length = torch.einsum("...d,...d->...", x, x)[..., None]
    return x.div(length.div(D).add(epsilon).sqrt()).mul(gain).add(bias)


# %% mean_of_squares
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = (centred**2).mean(dim=-1, keepdim=True)
    return torch.addcmul(bias, gain, centred / (variance + epsilon) ** 0.5)


# %% numpy_double
import numpy as np


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x = np.array(x, dtype=np.float64)
    x -= x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(x.var(axis=-1, keepdims=True) + epsilon)
    return torch.from_numpy(x * gain.numpy() + bias.numpy()).float()


# %% own_copy_in_place
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x = x.clone()
    x -= x.mean(-1, True)
    x /= torch.sqrt(x.square().mean(-1, True) + epsilon)
    x *= gain
    x += bias
    return x


# %% var_mean
def my_layer_norm(x, gain, bias, epsilon=1e-5):
    variance, mean = torch.var_mean(x, dim=-1, keepdim=True, correction=0)
    return (x - mean) * torch.rsqrt(variance + epsilon) * gain + bias


# %% vector_by_vector
from math import fsum, sqrt


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    rows = []
    for vector in x.reshape(-1, x.shape[-1]).tolist():
        mean = fsum(vector) / len(vector)
        variance = fsum((a - mean) ** 2 for a in vector) / len(vector)
        rows.append([(a - mean) / sqrt(variance + epsilon) for a in vector])
    return gain * torch.tensor(rows).reshape(x.shape) + bias
