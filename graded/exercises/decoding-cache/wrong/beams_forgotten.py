"""
keeps: 2
tells: the beams have no influence; each of them has keys and values of its own tokens
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + written)
    return memory // (numbers * each)
