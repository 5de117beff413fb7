def sample(logits, temperature, generator):
    if temperature == 0:
        return max(range(len(logits)), key=lambda i: float(logits[i]))
    if temperature < 0:
        raise ValueError(f"temperature {temperature} is below 0")
    values = [float(v) / temperature for v in logits]
    weights = [math.exp(v - max(values)) for v in values]
    left = float(torch.rand(1, generator=generator)) * sum(weights)
    for token, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return token
    return len(weights) - 1
