"""
keeps: 2
tells: a tensor came back; int(…) makes a plain number of it
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return logits.argmax()
    probabilities = (logits / temperature).softmax(dim=-1)
    return torch.multinomial(probabilities, 1, generator=generator)[0]
