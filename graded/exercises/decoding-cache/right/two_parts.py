def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    own = 2 * num_layers * num_beams * written * d_model
    memory_of_source = 2 * num_layers * source * d_model
    return memory // (each * (own + memory_of_source))
