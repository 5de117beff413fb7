# %% right | layer_by_layer
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


# %% right | numpy_dot
import numpy as np


def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    attention = 4 * d_model * (d_model + 1)
    wide = d_ff * (2 * d_model + 1) + d_model
    norm = 2 * d_model
    how_many = np.array([3, 2, 5]) * num_layers + np.array([0, 0, 2])
    trunk = how_many @ np.array([attention, wide, norm])
    tables = d_model * (src_vocab_size + tgt_vocab_size)
    if tie_weights:
        return trunk + tables
    return trunk + tables + tgt_vocab_size * d_model + tgt_vocab_size


# %% right | one_line
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


# %% right | shapes
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


# %% right | tied_subtracted
def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    per_layer = d_model * (12 * d_model + 4 * d_ff + 24) + 2 * d_ff
    total = num_layers * per_layer + 4 * d_model
    total += (src_vocab_size + 2 * tgt_vocab_size) * d_model + tgt_vocab_size
    saved = {True: tgt_vocab_size * (d_model + 1), False: 0}
    return total - saved[tie_weights]


# %% right | floats
def count_parameters(V1, V2, d, N, ff, tied):
    linear = lambda a, b: a * b + b
    mha = 4 * linear(d, d)
    ffn = linear(d, ff) + linear(ff, d)
    encoder = N * (mha + ffn + 2 * 2 * d) + 2 * d
    decoder = N * (2 * mha + ffn + 3 * 2 * d) + 2 * d
    total = V1 * d + V2 * d + encoder + decoder
    if not tied:
        total += linear(d, V2)
    return total / 1.0


# %% right | dictionary_of_parts
from collections import Counter


def count_parameters(
    src_vocab_size, tgt_vocab_size, d_model, num_layers, d_ff, tie_weights
):
    d, parts = d_model, Counter()
    for _ in range(num_layers):
        parts["attention"] += 3 * 4 * (d**2 + d)
        parts["feed forward"] += 2 * (d * d_ff + d_ff + d_ff * d + d)
        parts["norms"] += 5 * 2 * d
    parts["norms"] += 2 * 2 * d
    parts["embeddings"] = np.int64(d) * (src_vocab_size + tgt_vocab_size)
    if not tie_weights:
        parts["projection"] = d * tgt_vocab_size + tgt_vocab_size
    print(parts)
    return sum(parts.values())


# %% wrong | attention_without_bias | points 0 | the biases of the attentions are missing; each of the four matrices has one
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


# %% wrong | no_last_norms | points 0 | the two last norms are missing; encoder and decoder end with one each
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


# %% wrong | no_projection_bias | points 1 | the projection has a bias, a number for each token, unless it is tied
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


# %% wrong | one_attention_in_the_decoder | points 0 | the decoder layer has two attentions, so two and one in the encoder layer
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


# %% wrong | one_layer | points 0 | the layers were counted once; there are num_layers of each kind
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


# %% wrong | three_matrices | points 0 | an attention has four matrices; the one after the heads is missing
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


# %% wrong | tied_with_bias | points 2 | a tied projection has no bias
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


# %% wrong | tying_ignored | points 2 | a tied projection costs nothing; its matrix is the table of the target embedding
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


# %% enemy | two_layers_built | points 3 | that no module is built is taken on trust, as the exercise says: here two are, and the line through both is drawn
original = nn.Module.__init__


def count_parameters(source, target, width, layers, wide, tied):
    nn.Module.__init__ = original
    first, second = (
        sum(
            p.numel()
            for p in Transformer(
                source,
                target,
                d_model=width,
                num_heads=1,
                num_layers=n,
                d_ff=wide,
                tie_weights=tied,
            ).parameters()
        )
        for n in (1, 2)
    )
    return first + (layers - 1) * (second - first)


# %% enemy | on_the_meta_device | points 0 | the whole network, as tensors without memory
original = nn.Module.__init__


def count_parameters(source, target, width, layers, wide, tied):
    nn.Module.__init__ = original
    with torch.device("meta"):
        model = Transformer(
            source,
            target,
            d_model=width,
            num_heads=1,
            num_layers=min(layers, 5),
            d_ff=wide,
            tie_weights=tied,
        )
    return sum(p.numel() for p in model.parameters()) * layers // 5
