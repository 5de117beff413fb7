# %% attention_without_bias | points 0 | the biases of the attentions are missing; each of the four matrices has one
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * d_model * d_model
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% feed_forward_without_bias | points 0 | the biases of the feed-forwards are missing; one has d_ff numbers, the other D
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% no_last_norms | points 0 | the two last norms are missing; encoder and decoder end with one each
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + tables + projection


# %% no_projection_bias | points 1 | the projection has a bias, a number for each token, unless it is tied
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else d_model * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% norms_are_a_single_vector | points 0 | a norm has a gain and a bias for each number of a vector, so 2 D
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% one_attention_in_the_decoder | points 0 | the decoder layer has two attentions, so two and one in the encoder layer
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


# %% one_feed_forward | points 0 | encoder and decoder layers have a feed-forward each; one was counted
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% one_last_norm | points 0 | one last norm is missing; the encoder ends with one as well as the decoder
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + norm + tables + projection


# %% one_layer | points 0 | the layers were counted once; there are num_layers of each kind
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = 3 * attention + 2 * feed_forward + 5 * norm
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% three_matrices | points 0 | an attention has four matrices; the one after the heads is missing
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 3 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% tied_with_bias | points 2 | a tied projection has no bias
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = tgt_vocab_size + (
        0 if tie_weights else d_model * tgt_vocab_size
    )
    return layers + 2 * norm + tables + projection


# %% two_norms_in_the_decoder | points 0 | the decoder layer has three norms, one around each of its three sublayers
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 4 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = 0 if tie_weights else (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection


# %% tying_ignored | points 2 | a tied projection costs nothing; its matrix is the table of the target embedding
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    layers = num_layers * (3 * attention + 2 * feed_forward + 5 * norm)
    tables = (src_vocab_size + tgt_vocab_size) * d_model
    projection = (d_model + 1) * tgt_vocab_size
    return layers + 2 * norm + tables + projection
