def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("temperature < 0")
    if not temperature:
        return int(torch.argmax(logits))
    weights = ((logits - logits.max()) / temperature).exp()
    return weights.multinomial(num_samples=1, generator=generator).item()
