"""
keeps: 0
tells: twice as many as fit; keys and values are kept, so count both
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = num_layers * d_model * (source + num_beams * written)
    return memory // (numbers * each)
