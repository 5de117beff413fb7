def sinusoidal_table(length, d_model):
    """A cosine is a sine a quarter of a turn ahead."""
    if d_model % 2:
        raise ValueError("odd")
    entry = torch.arange(d_model, dtype=torch.float64)
    even, quarter = entry - entry % 2, (entry % 2) * (math.pi / 2)
    place = torch.arange(length, dtype=torch.float64).reshape(-1, 1)
    return torch.sin(place * torch.pow(10000.0, -even / d_model) + quarter)
