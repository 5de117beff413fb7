class TooCold(ValueError):
    pass


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise TooCold(temperature)
    powers = np.exp((scores - scores.max(-1, keepdims=1)) / temperature)
    return powers / np.einsum("...j->...", powers)[..., np.newaxis]
