# %% by_hand_norms
def my_decoder_layer(layer, x, memory):
    first = layer.add_norm_1.norm_first

    def block(x, part, sublayer):
        if first:
            return x + part.dropout(sublayer(part.norm(x)))
        return part.norm(x + part.dropout(sublayer(x)))

    x = block(x, layer.add_norm_1, lambda y: layer.self_attention(y, y, y)[0])
    x = block(
        x,
        layer.add_norm_2,
        lambda y: layer.cross_attention(y, memory, memory)[0],
    )
    return block(x, layer.add_norm_3, layer.feed_forward)


# %% double_precision
import copy


@torch.no_grad()
def my_decoder_layer(layer, x, memory):
    parts = copy.deepcopy(layer).double()
    x, memory = x.double(), memory.double()
    given = parts.add_norm_1.prepare(x)
    x = parts.add_norm_1(x, parts.self_attention(given, given, given)[0])
    given = parts.add_norm_2.prepare(x)
    x = parts.add_norm_2(x, parts.cross_attention(given, memory, memory)[0])
    given = parts.add_norm_3.prepare(x)
    return parts.add_norm_3(x, parts.feed_forward(given)).float()


# %% one_expression
def my_decoder_layer(layer, x, memory):
    steps = [
        (layer.add_norm_1, lambda q: layer.self_attention(q, q, q)[0]),
        (
            layer.add_norm_2,
            lambda q: layer.cross_attention(q, memory, memory)[0],
        ),
        (layer.add_norm_3, layer.feed_forward),
    ]
    for add_norm, sublayer in steps:
        x = add_norm(x, sublayer(add_norm.prepare(x)))
    return x


# %% reduce
from functools import reduce


def my_decoder_layer(layer, x, memory):
    def attend(attention):
        def sublayer(query):
            source = query if attention is layer.self_attention else memory
            return attention(query, source, source)[0]

        return sublayer

    stages = zip(
        (layer.add_norm_1, layer.add_norm_2, layer.add_norm_3),
        (
            attend(layer.self_attention),
            attend(layer.cross_attention),
            layer.feed_forward,
        ),
    )
    return reduce(lambda y, s: s[0](y, s[1](s[0].prepare(y))), stages, x)


# %% with_weights
def my_decoder_layer(layer, x, memory):
    q = layer.add_norm_1.prepare(x)
    out, weights = layer.self_attention(q, q, q, need_weights=True)
    x = layer.add_norm_1(x, out)
    out, weights = layer.cross_attention(
        query=layer.add_norm_2.prepare(x),
        key=memory,
        value=memory,
        need_weights=True,
    )
    x = layer.add_norm_2(x, out)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))
