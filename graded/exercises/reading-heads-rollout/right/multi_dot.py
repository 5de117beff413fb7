def rollout(weights):
    T = weights.shape[-1]
    layers = [0.5 * layer.mean(0) + 0.5 * torch.eye(T) for layer in weights]
    if len(layers) == 1:
        return layers[0]
    return torch.linalg.multi_dot(layers[::-1])
