def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    def linear(into, out):
        return into * out + out

    attention = sum(linear(d_model, d_model) for _ in "qkvo")
    feed_forward = linear(d_model, d_ff) + linear(d_ff, d_model)
    norm = d_model + d_model
    encoder_layer = attention + feed_forward + 2 * norm
    decoder_layer = encoder_layer + attention + norm
    total = norm + norm
    for _ in range(num_layers):
        total += encoder_layer + decoder_layer
    total += src_vocab_size * d_model + tgt_vocab_size * d_model
    if not tie_weights:
        total += linear(d_model, tgt_vocab_size)
    return total
