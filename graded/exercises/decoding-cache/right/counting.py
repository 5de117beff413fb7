def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    one = 2 * each * d_model * num_layers * (num_beams * written + source)
    fit = 0
    while (fit + 1) * one <= memory:
        fit += 1
    return fit
