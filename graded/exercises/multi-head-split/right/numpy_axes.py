import numpy as np


def split_heads(x, num_heads):
    parts = np.split(x.numpy(), num_heads, axis=-1)  # its own ValueError
    return torch.from_numpy(np.stack(parts, axis=1))
