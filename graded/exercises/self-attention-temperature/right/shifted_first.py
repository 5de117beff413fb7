def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError("the temperature must be greater than 0")
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(shifted / temperature)
    weights /= weights.sum(-1)[..., None]
    return weights
