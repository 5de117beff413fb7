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
