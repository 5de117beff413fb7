def rms_norm(x, gain, epsilon=1e-5):
    square = torch.einsum("...d,...d->...", x, x) / len(gain)
    return torch.einsum(
        "...d,d,...->...d", x, gain, (square + epsilon) ** -0.5
    )
