# %% by_hand
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


# %% cumulative
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("a temperature is not negative")
    if temperature == 0:
        return logits.argmax().item()
    edges = (logits.double() / temperature).softmax(0).cumsum(0)
    point = torch.rand((), generator=generator, dtype=torch.float64)
    return min(int((edges < point).sum()), len(logits) - 1)


# %% exponential_race
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("temperature < 0")
    if temperature == 0.0:
        return int(logits.max(dim=0).indices)
    p = torch.softmax(logits / temperature, 0)
    return int(
        (p / torch.empty_like(p).exponential_(generator=generator)).argmax()
    )


# %% gumbel
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("a temperature is not negative")
    u = torch.rand(logits.shape, generator=generator, dtype=torch.float64)
    # Gumbel's trick: the largest of noisy logits is distributed like softmax.
    noise = -(-u.clamp(min=1e-300).log()).log()
    return int((logits + temperature * noise).argmax())


# %% searchsorted
def sample(logits, temperature, generator):
    match temperature:
        case t if t < 0:
            raise ValueError("no temperature below 0")
        case 0:
            return int(logits.argmax())
    p = nn.functional.softmax(logits / temperature, dim=-1)
    place = torch.searchsorted(p.cumsum(0), torch.rand(1, generator=generator))
    return int(place.clamp(max=len(p) - 1))


# %% unnormalised
def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("temperature < 0")
    if not temperature:
        return int(torch.argmax(logits))
    weights = ((logits - logits.max()) / temperature).exp()
    return weights.multinomial(num_samples=1, generator=generator).item()
