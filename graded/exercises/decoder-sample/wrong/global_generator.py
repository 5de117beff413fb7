"""
keeps: 2
tells: the generator that is given has no influence; hand it over as generator=generator
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    return int(torch.multinomial((logits / temperature).softmax(dim=-1), 1))
