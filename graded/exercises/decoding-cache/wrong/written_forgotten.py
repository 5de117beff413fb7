"""
keeps: 0
tells: what is written has no influence; self-attention keeps its keys and values
"""


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * source
    return memory // (numbers * each)
