"""
keeps: 0
tells: >-
  you normalised over the words; take the last axis, the entries of one
  vector
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    axis = max(x.dim() - 2, 0)
    mean = x.mean(axis, keepdim=True)
    variance = x.var(axis, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + epsilon) + bias
