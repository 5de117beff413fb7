import numpy as np


def rms_norm(x, gain, epsilon=1e-5):
    x = x.numpy().astype(float)
    root = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + epsilon)
    return (x / root * gain.numpy()).astype(np.float32)
