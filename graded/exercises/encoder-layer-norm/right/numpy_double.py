import numpy as np


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x = np.array(x, dtype=np.float64)
    x -= x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(x.var(axis=-1, keepdims=True) + epsilon)
    return torch.from_numpy(x * gain.numpy() + bias.numpy()).float()
