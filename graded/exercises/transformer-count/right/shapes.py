def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    D, F, L = d_model, d_ff, num_layers
    shapes = 12 * L * [(D, D)] + 2 * L * [(D, F), (F, D)]
    shapes += [(src_vocab_size, D), (tgt_vocab_size, D)]
    vectors = [12 * L * D, 2 * L * (F + D), 2 * (5 * L + 2) * D]
    if not tie_weights:
        shapes += [(tgt_vocab_size, D)]
        vectors += [tgt_vocab_size]
    return sum(math.prod(shape) for shape in shapes) + sum(vectors)
