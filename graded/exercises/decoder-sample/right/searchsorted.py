def sample(logits, temperature, generator):
    match temperature:
        case t if t < 0:
            raise ValueError("no temperature below 0")
        case 0:
            return int(logits.argmax())
    p = nn.functional.softmax(logits / temperature, dim=-1)
    place = torch.searchsorted(p.cumsum(0), torch.rand(1, generator=generator))
    return int(place.clamp(max=len(p) - 1))
