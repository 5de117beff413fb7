def sinusoidal_table(length, d_model):
    """A loop over the hands, none over the positions."""
    if d_model % 2 != 0:
        raise ValueError(f"{d_model} is odd")
    p = torch.arange(length, dtype=torch.float64)
    columns = []
    for i in range(d_model // 2):
        angle = p / math.pow(10000, 2 * i / d_model)
        columns += [torch.sin(angle), torch.cos(angle)]
    return torch.stack(columns, dim=1)
