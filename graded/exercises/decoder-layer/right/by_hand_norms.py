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
