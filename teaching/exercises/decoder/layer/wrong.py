# %% changes_x | points 4 | your function changes the x that it was given, and the caller still needs it; `+=` works in place, `x = x + …` does not
@torch.no_grad()
def my_decoder_layer(layer, x, memory):
    def block(x, part, sublayer):
        added = part.dropout(sublayer(part.prepare(x)))
        x += added
        return x if part.norm_first else part.norm(x)

    def look(query):
        return layer.self_attention(query, query, query)[0]

    def read(query):
        return layer.cross_attention(query, memory, memory)[0]

    x = block(x, layer.add_norm_1, look)
    x = block(x, layer.add_norm_2, read)
    return block(x, layer.add_norm_3, layer.feed_forward)


# %% cross_attention_first | points 0 | the memory is read before the self-attention; the output looks at itself first
def my_decoder_layer(layer, x, memory):
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% feed_forward_not_added | points 0 | the feed-forward stands alone; it too goes through its add_norm
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    return layer.feed_forward(layer.add_norm_3.prepare(x))


# %% keys_from_the_output | points 0 | in the cross-attention the keys come from the output; keys and values are the memory
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, query, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% memory_has_no_influence | points 0 | the memory has no influence; the cross-attention takes its keys and values from it
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, query, query)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% memory_prepared | points 2 | with the norm first the memory was prepared too; it comes out of the encoder ready for use
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    memory = layer.add_norm_2.prepare(memory)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% no_feed_forward | points 0 | the feed-forward is missing; it is the third sublayer
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    return layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])


# %% no_self_attention | points 0 | the self-attention is missing; it is the first sublayer
def my_decoder_layer(layer, x, memory):
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% not_prepared | points 2 | with the norm first nothing was normalised; a sublayer is given add_norm.prepare(x), which does that when it is needed
def my_decoder_layer(layer, x, memory):
    x = layer.add_norm_1(x, layer.self_attention(x, x, x)[0])
    x = layer.add_norm_2(x, layer.cross_attention(x, memory, memory)[0])
    return layer.add_norm_3(x, layer.feed_forward(x))


# %% one_norm_for_all | points 0 | add_norm_1 was used three times; each sublayer has its own add_norm
def my_decoder_layer(layer, x, memory):
    add_norm = layer.add_norm_1
    given = add_norm.prepare(x)
    x = add_norm(x, layer.self_attention(given, given, given)[0])
    query = add_norm.prepare(x)
    x = add_norm(x, layer.cross_attention(query, memory, memory)[0])
    return add_norm(x, layer.feed_forward(add_norm.prepare(x)))


# %% prepared_x_goes_round | points 2 | with the norm first the normalised x was added; around the sublayer goes x as it was, only the sublayer sees it normalised
def my_decoder_layer(layer, x, memory):
    x = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(x, x, x)[0])
    x = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(x, memory, memory)[0])
    x = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(x))


# %% query_and_memory_exchanged | points 0 | the memory asks and the output answers; the queries come from the output
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(memory, query, query)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% self_attention_reads_the_memory | points 0 | self_attention reads the memory; cross_attention does that, with matrices of its own
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.self_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))


# %% values_from_the_output | points 0 | in the cross-attention the values come from the output; keys and values are the memory
def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, query)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
