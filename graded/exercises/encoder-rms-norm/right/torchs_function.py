def rms_norm(x, gain, epsilon=1e-5):
    return torch.nn.functional.rms_norm(x, gain.shape, gain, eps=epsilon)
