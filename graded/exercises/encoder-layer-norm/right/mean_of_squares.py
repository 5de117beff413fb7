def my_layer_norm(x, gain, bias, epsilon=1e-5):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = (centred**2).mean(dim=-1, keepdim=True)
    return torch.addcmul(bias, gain, centred / (variance + epsilon) ** 0.5)
