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
