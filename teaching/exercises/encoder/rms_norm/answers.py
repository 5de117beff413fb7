# %% right | einsum
def rms_norm(x, gain, epsilon=1e-5):
    square = torch.einsum("...d,...d->...", x, x) / len(gain)
    return torch.einsum(
        "...d,d,...->...d", x, gain, (square + epsilon) ** -0.5
    )


# %% right | length_over_root_d
def rms_norm(x, gain, epsilon=1e-5):
    D = x.size(-1)
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return gain.mul(x).div((length.square() / D + epsilon).sqrt())


# %% right | numpy_double
import numpy as np


def rms_norm(x, gain, epsilon=1e-5):
    x = x.numpy().astype(float)
    root = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + epsilon)
    return (x / root * gain.numpy()).astype(np.float32)


# %% right | rsqrt
def rms_norm(x, gain, epsilon=1e-5):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + epsilon) * gain


# %% right | torchs_function
def rms_norm(x, gain, epsilon=1e-5):
    return torch.nn.functional.rms_norm(x, gain.shape, gain, eps=epsilon)


# %% right | vector_by_vector
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


# %% right | vmap
def rms_norm(x, gain, epsilon=1e-5):
    def one(vector):
        return (
            gain * vector / (vector.dot(vector) / len(vector) + epsilon) ** 0.5
        )

    for _ in range(x.dim() - 1):
        one = torch.vmap(one)
    return one(x)


# %% right | eps
def rms_norm(x, gain, eps=1e-5):
    rms = ((x**2).sum(-1) / x.shape[-1] + eps).sqrt()
    return (x / rms.unsqueeze(-1)).mul(gain)


# %% right | lambda
import numpy

rms_norm = lambda x, g, e=1e-5: (
    (numpy.asarray(x) / ((x.numpy() ** 2).mean(-1, keepdims=True) + e) ** 0.5)
    * numpy.asarray(g)
)


# %% wrong | always_the_same_epsilon | points 2 | epsilon is an argument: take the one that is handed in, not always 1e-5
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


# %% wrong | epsilon_behind_the_root | points 2 | epsilon is added to the mean square, before the root, not to the root
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (torch.sqrt(x.pow(2).mean(-1, keepdim=True)) + epsilon)


# %% wrong | in_place | points 1 | the right values, but x itself has changed: x /= writes into what was handed in, x = x / makes a new tensor
def rms_norm(x, gain, epsilon=1e-5):
    x /= torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    return gain * x


# %% wrong | layer_norm | points 0 | this is layer norm: do not subtract the mean
def rms_norm(x, gain, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return (
        gain
        * centred
        / (centred.pow(2).mean(-1, keepdim=True) + epsilon).sqrt()
    )


# %% wrong | no_epsilon | points 2 | where is epsilon? Without it, a vector of zeros is 0 / 0
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True))


# %% wrong | no_gain | points 0 | where is the gain?
def rms_norm(x, gain, epsilon=1e-5):
    return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)


# %% wrong | over_the_words | points 0 | the mean is over the words; take the last axis, the entries of one vector
def rms_norm(x, gain, epsilon=1e-5):
    axis = max(x.dim() - 2, 0)
    return gain * x / torch.sqrt(x.pow(2).mean(axis, keepdim=True) + epsilon)


# %% wrong | standard_deviation | points 0 | you divided by the standard deviation, which is measured from the mean; take the squares of x itself
def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.var(-1, keepdim=True, correction=0) + epsilon).sqrt()


# %% enemy | torchs_layer_norm | points 0 | the norm that PyTorch has had for longer
def rms_norm(x, gain, epsilon=1e-5):
    return nn.functional.layer_norm(x, gain.shape, gain, None, epsilon)
