from math import fsum, sqrt


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    rows = []
    for vector in x.reshape(-1, x.shape[-1]).tolist():
        mean = fsum(vector) / len(vector)
        variance = fsum((a - mean) ** 2 for a in vector) / len(vector)
        rows.append([(a - mean) / sqrt(variance + epsilon) for a in vector])
    return gain * torch.tensor(rows).reshape(x.shape) + bias
