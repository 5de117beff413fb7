def rms_norm(x, gain, epsilon=1e-5):
    D = x.size(-1)
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return gain.mul(x).div((length.square() / D + epsilon).sqrt())
