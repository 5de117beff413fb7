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
