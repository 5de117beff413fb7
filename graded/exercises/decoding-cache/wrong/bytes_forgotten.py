"""
keeps: 0
tells: numbers were counted in place of bytes; each number takes `each` bytes
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory // numbers
