"""
keeps: 0
tells: that is one layer; each layer keeps keys and values of its own
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * d_model * (source + num_beams * written)
    return memory // (numbers * each)
