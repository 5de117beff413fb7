import numpy as np


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    positions = source + num_beams * written
    one = np.prod([2, num_layers, d_model, positions, each], dtype=np.int64)
    return int(np.floor_divide(memory, one))
