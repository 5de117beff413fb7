"""
keeps: 2
tells: temperature 0 is allowed; it gives the most probable token
"""


def sample(logits, temperature, generator):
    if temperature <= 0:
        raise ValueError("not above 0")
    probabilities = (logits / temperature).softmax(dim=-1)
    return int(torch.multinomial(probabilities, 1, generator=generator))
