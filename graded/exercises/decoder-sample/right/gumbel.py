def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("a temperature is not negative")
    u = torch.rand(logits.shape, generator=generator, dtype=torch.float64)
    # Gumbel's trick: the largest of noisy logits is distributed like softmax.
    noise = -(-u.clamp(min=1e-300).log()).log()
    return int((logits + temperature * noise).argmax())
