"""
keeps: 1
tells: always the most probable token comes; that is greedy decoding, draw with the probabilities
"""


def sample(logits, temperature, generator):
    if temperature < 0:
        raise ValueError("below 0")
    return int((logits / max(temperature, 1e-3)).softmax(dim=-1).argmax())
