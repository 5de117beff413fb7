"""
keeps: 2
tells: >-
  at temperature 0 your function divides by 0; treat 0 by itself and take the most probable
  token
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
