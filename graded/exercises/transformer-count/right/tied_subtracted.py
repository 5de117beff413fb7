def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    per_layer = d_model * (12 * d_model + 4 * d_ff + 24) + 2 * d_ff
    total = num_layers * per_layer + 4 * d_model
    total += (src_vocab_size + 2 * tgt_vocab_size) * d_model + tgt_vocab_size
    saved = {True: tgt_vocab_size * (d_model + 1), False: 0}
    return total - saved[tie_weights]
