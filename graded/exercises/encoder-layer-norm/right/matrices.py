def my_layer_norm(x, gain, bias, epsilon=1e-5):
    """The mean is a product with a matrix of equal numbers."""
    D = x.shape[-1]
    centre = torch.eye(D) - torch.full((D, D), 1 / D)
    x = x @ centre
    length = torch.einsum("...d,...d->...", x, x)[..., None]
    return x.div(length.div(D).add(epsilon).sqrt()).mul(gain).add(bias)
