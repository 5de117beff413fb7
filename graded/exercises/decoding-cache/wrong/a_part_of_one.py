"""
keeps: 2
tells: the result is a broken number; divide without remainder, //
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory / (numbers * each)
