"""
keeps: 1
tells: the generator is seeded anew in each call, so the same id comes for ever
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    generator = generator.manual_seed(4)
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
