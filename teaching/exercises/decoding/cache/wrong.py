# %% a_part_of_one | points 2 | the result is a broken number; divide without remainder, //
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory / (numbers * each)


# %% beams_forgotten | points 2 | the beams have no influence; each of them has keys and values of its own tokens
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + written)
    return memory // (numbers * each)


# %% bits | points 0 | bits were counted; memory and each are both in bytes
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory // (numbers * each * 8)


# %% bytes_forgotten | points 0 | numbers were counted in place of bytes; each number takes `each` bytes
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return memory // numbers


# %% keys_only | points 0 | twice as many as fit; keys and values are kept, so count both
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = num_layers * d_model * (source + num_beams * written)
    return memory // (numbers * each)


# %% layers_forgotten | points 0 | that is one layer; each layer keeps keys and values of its own
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * d_model * (source + num_beams * written)
    return memory // (numbers * each)


# %% rounded | points 2 | the result was rounded up; a sentence that fits by half does not fit
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * (source + num_beams * written)
    return round(memory / (numbers * each))


# %% source_for_each_beam | points 2 | the source was counted once a beam; all beams of a source share its keys and values
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * num_beams * (source + written)
    return memory // (numbers * each)


# %% source_forgotten | points 0 | the source has no influence; cross-attention keeps its keys and values as well
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * num_beams * written
    return memory // (numbers * each)


# %% written_forgotten | points 0 | what is written has no influence; self-attention keeps its keys and values
def sentences_that_fit(
    memory, num_layers, d_model, source, written, num_beams, each
):
    numbers = 2 * num_layers * d_model * source
    return memory // (numbers * each)
