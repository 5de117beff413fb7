def sinusoidal_table(length, d_model):
    if d_model % 2 == 1:
        raise ValueError("odd")
    position = torch.arange(length).double().unsqueeze(1)
    even = torch.arange(0, d_model, 2).double()
    angle = position * 10000.0 ** (-even / d_model)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
