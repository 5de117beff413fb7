from fractions import Fraction


def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    one = 2 * num_layers * d_model * (source + num_beams * written) * each
    return math.floor(Fraction(memory, one))
