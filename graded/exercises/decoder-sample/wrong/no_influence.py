"""
keeps: 2
tells: >-
  the temperature has no influence; divide the logits by it before the softmax (dividing
  probabilities leaves their shares as they are)
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = logits.softmax(dim=-1) / temperature
    return int(torch.multinomial(probabilities, 1, generator=generator))
