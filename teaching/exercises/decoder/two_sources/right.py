# %% one_expression
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


# %% by_hand_norms
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


# %% stacked
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


# %% with_weights
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


# %% borrowed_forward
def two_sources(layer, second, x, memory, picture):
    from unittest.mock import patch

    attend = layer.cross_attention.forward

    def both(query, *_):
        text = attend(query, memory, memory)[0]
        return text + second(query, picture, picture)[0], None

    with patch.object(layer.cross_attention, "forward", both):
        return layer(x, memory)
