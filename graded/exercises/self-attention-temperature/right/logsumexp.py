def softmax_with_temperature(scores, temperature):
    if not temperature > 0:
        raise ValueError
    scaled = scores * (1 / temperature)
    return np.exp(scaled - np.logaddexp.reduce(scaled, -1, keepdims=True))
