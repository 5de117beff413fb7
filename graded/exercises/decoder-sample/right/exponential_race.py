def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("temperature < 0")
    if temperature == 0.0:
        return int(logits.max(dim=0).indices)
    p = torch.softmax(logits / temperature, 0)
    return int(
        (p / torch.empty_like(p).exponential_(generator=generator)).argmax()
    )
