import torch.nn.functional as F


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    """A batch norm of the vectors standing upright."""
    upright = x.reshape(-1, x.shape[-1]).T
    done = F.batch_norm(upright, None, None, training=True, eps=epsilon)
    return done.T.reshape(x.shape) * gain + bias
