# %% right | one_expression
def two_sources(layer, second, x, memory, picture):
    def read(query):
        text = layer.cross_attention(query, memory, memory)[0]
        return text + second(query, picture, picture)[0]

    steps = [
        (layer.add_norm_1, lambda q: layer.self_attention(q, q, q)[0]),
        (layer.add_norm_2, read),
        (layer.add_norm_3, layer.feed_forward),
    ]
    for add_norm, sublayer in steps:
        x = add_norm(x, sublayer(add_norm.prepare(x)))
    return x


# %% right | by_hand_norms
def two_sources(layer, second, x, memory, picture):
    first = layer.add_norm_1.norm_first

    def block(x, part, sublayer):
        if first:
            return x + part.dropout(sublayer(part.norm(x)))
        return part.norm(x + part.dropout(sublayer(x)))

    def read(q):
        sources = (layer.cross_attention, memory), (second, picture)
        return sum(attend(q, each, each)[0] for attend, each in sources)

    x = block(x, layer.add_norm_1, lambda q: layer.self_attention(q, q, q)[0])
    x = block(x, layer.add_norm_2, read)
    return block(x, layer.add_norm_3, layer.feed_forward)


# %% right | stacked
def two_sources(layer, second, x, memory, picture):
    q = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(q, q, q)[0])
    q = layer.add_norm_2.prepare(x)
    both = torch.stack(
        [
            layer.cross_attention(query=q, key=memory, value=memory)[0],
            second(query=q, key=picture, value=picture)[0],
        ]
    )
    x = layer.add_norm_2(x, both.sum(dim=0))
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% right | with_weights
def two_sources(layer, second, x, memory, picture):
    q = layer.add_norm_1.prepare(x)
    read, weights = layer.self_attention(q, q, q, need_weights=True)
    x = layer.add_norm_1(x, read)
    q = layer.add_norm_2.prepare(x)
    one, weights = layer.cross_attention(q, memory, memory, need_weights=True)
    two, weights = second(q, picture, picture, need_weights=True)
    x = layer.add_norm_2(x, two + one)
    q = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(q))


# %% right | borrowed_forward
def two_sources(layer, second, x, memory, picture):
    from unittest.mock import patch

    attend = layer.cross_attention.forward

    def both(query, *_):
        text = attend(query, memory, memory)[0]
        return text + second(query, picture, picture)[0], None

    with patch.object(layer.cross_attention, "forward", both):
        return layer(x, memory)


# %% wrong | changes_x | points 4 | your function changes the x that it was given, and the caller still needs it; `+=` works in place
@torch.no_grad()
def two_sources(layer, second, x, memory, picture):
    parts = layer.add_norm_1, layer.add_norm_2, layer.add_norm_3

    def read(query):
        text = layer.cross_attention(query, memory, memory)[0]
        return text + second(query, picture, picture)[0]

    sublayers = (
        lambda own: layer.self_attention(own, own, own)[0],
        read,
        layer.feed_forward,
    )
    for part, sublayer in zip(parts, sublayers):
        x += part.dropout(sublayer(part.prepare(x)))
        x = x if part.norm_first else part.norm(x)
    return x


# %% wrong | one_after_the_other | points 0 | the picture was read in an Add & Norm of its own; add both results first, then use add_norm_2 once
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    read = layer.cross_attention(query, memory, memory)[0]
    x = layer.add_norm_2(x, read)
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, second(query, picture, picture)[0])
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% wrong | second_asks_what_was_read | points 0 | the second attention's query was what the first had read; both get the same query
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    read = layer.cross_attention(query, memory, memory)[0]
    read = read + second(read, picture, picture)[0]
    x = layer.add_norm_2(x, read)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% wrong | both_memories_in_one_attention | points 0 | cross_attention read both memories laid end to end; the picture has an attention of its own, second
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    both = torch.cat([memory, picture], dim=1)
    read = layer.cross_attention(query, both, both)[0]
    x = layer.add_norm_2(x, read)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% wrong | picture_ignored | points 0 | the picture has no influence; second reads it
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    read = layer.cross_attention(query, memory, memory)[0]
    x = layer.add_norm_2(x, read)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% wrong | memory_prepared | points 2 | with the norm first the memories were prepared too; they come out of their encoders ready for use
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    memory, picture = map(layer.add_norm_2.prepare, (memory, picture))
    read = layer.cross_attention(query, memory, memory)[0]
    read = read + second(query, picture, picture)[0]
    x = layer.add_norm_2(x, read)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% wrong | not_prepared | points 2 | with the norm first nothing was normalised; a sublayer is given add_norm.prepare(x)
def two_sources(layer, second, x, memory, picture):
    own = x
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = x
    read = layer.cross_attention(query, memory, memory)[0]
    read = read + second(query, picture, picture)[0]
    x = layer.add_norm_2(x, read)
    return layer.add_norm_3(x, layer.feed_forward(x))


# %% wrong | prepared_x_goes_round | points 2 | with the norm first the normalised x was added; add the sublayer's result to x as it was
def two_sources(layer, second, x, memory, picture):
    own = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(own, own, own)[0])
    query = layer.add_norm_2.prepare(x)
    read = layer.cross_attention(query, memory, memory)[0]
    read = read + second(query, picture, picture)[0]
    x = layer.add_norm_2(query, read)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))


# %% enemy | layers_own | points 0 | the layer as it is, called twice
def two_sources(layer, second, x, memory, picture):
    both = layer(x, memory)[0] + layer(x, picture)[0]
    return both / 2
