def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    d = d_model
    return (
        num_layers * (12 * d * d + 4 * d * d_ff + 24 * d + 2 * d_ff)
        + 4 * d
        + (src_vocab_size + tgt_vocab_size) * d
        + (not tie_weights) * (d + 1) * tgt_vocab_size
    )
