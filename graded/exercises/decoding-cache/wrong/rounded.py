"""
keeps: 2
tells: the result was rounded up; a sentence that fits by half does not fit
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return round(memory / (numbers * each))
