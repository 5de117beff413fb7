# %% counting
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    one = 2 * each * d_model * num_layers * (num_beams * written + source)
    fit = 0
    while (fit + 1) * one <= memory:
        fit += 1
    return fit


# %% fraction
from fractions import Fraction


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    one = 2 * num_layers * d_model * (source + num_beams * written) * each
    return math.floor(Fraction(memory, one))


# %% layer_after_layer
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    total = 0
    for _layer in range(num_layers):
        for _keys_or_values in range(2):
            total += source * d_model * each
            for _beam in range(num_beams):
                total += written * d_model * each
    return divmod(memory, total)[0]


# %% numpy_product
import numpy as np


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    positions = source + num_beams * written
    one = np.prod([2, num_layers, d_model, positions, each], dtype=np.int64)
    return int(np.floor_divide(memory, one))


# %% on_meta
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    with torch.device("meta"):
        own = torch.empty(2, num_layers, num_beams, written, d_model)
        cross = torch.empty(2, num_layers, source, d_model)
    return memory // each // (own.numel() + cross.numel())


# %% two_parts
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    own = 2 * num_layers * num_beams * written * d_model
    memory_of_source = 2 * num_layers * source * d_model
    return memory // (each * (own + memory_of_source))
