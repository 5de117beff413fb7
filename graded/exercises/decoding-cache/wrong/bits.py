"""
keeps: 0
tells: bits were counted; memory and each are both in bytes
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory // (numbers * each * 8)
