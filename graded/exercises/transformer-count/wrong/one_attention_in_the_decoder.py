"""
keeps: 0
tells: the decoder layer has two attentions, so two and one in the encoder layer
"""


def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (2 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection
