"""
keeps: 2
tells: the logits were multiplied by the temperature; divide by it
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits * temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
