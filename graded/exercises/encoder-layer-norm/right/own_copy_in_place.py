def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x = x.clone()
    x -= x.mean(-1, True)
    x /= torch.sqrt(x.square().mean(-1, True) + epsilon)
    x *= gain
    x += bias
    return x
