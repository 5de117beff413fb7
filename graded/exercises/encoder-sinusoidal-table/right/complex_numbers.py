def sinusoidal_table(length, d_model):
    """A hand of a clock is a complex number of length 1."""
    if d_model % 2:
        raise ValueError("a hand has two coordinates")
    omega = torch.tensor(
        [10000 ** (-2 * i / d_model) for i in range(d_model // 2)],
        dtype=torch.float64,
    )
    angle = torch.outer(torch.arange(length, dtype=torch.float64), omega)
    hands = torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(hands).flip(-1).reshape(length, d_model)
