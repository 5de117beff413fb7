import numpy as np


def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * d_model * (d_model + 1)
    wide = d_ff * (2 * d_model + 1) + d_model
    norm = 2 * d_model
    how_many = np.array([3, 2, 5]) * num_layers + np.array([0, 0, 2])
    trunk = how_many @ np.array([attention, wide, norm])
    tables = d_model * (src_vocab_size + tgt_vocab_size)
    if tie_weights:
        return trunk + tables
    return trunk + tables + tgt_vocab_size * d_model + tgt_vocab_size
