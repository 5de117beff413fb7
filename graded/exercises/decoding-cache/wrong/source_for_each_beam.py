"""
keeps: 2
tells: the source was counted once a beam; all beams of a source share its keys and values
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * num_beams * (source + written)
    return memory // (numbers * each)
