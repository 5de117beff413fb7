"""
keeps: 2
tells: a temperature below 0 must raise a ValueError; look at it before you treat 0
"""


def sample(logits, temperature, generator):
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
