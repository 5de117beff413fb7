"""
keeps: 2
tells: softmax was taken twice, which makes the shares much too even
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    if temperature == 0:
        return int(logits.argmax())
    probabilities = (logits / temperature).softmax(0).softmax(0)
    return int(torch.multinomial(probabilities, 1, generator=generator))
