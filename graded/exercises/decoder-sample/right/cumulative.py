def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("a temperature is not negative")
    if temperature == 0:
        return logits.argmax().item()
    edges = (logits.double() / temperature).softmax(0).cumsum(0)
    point = torch.rand((), generator=generator, dtype=torch.float64)
    return min(int((edges < point).sum()), len(logits) - 1)
