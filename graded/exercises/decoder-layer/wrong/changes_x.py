"""
keeps: 4
tells: >-
  your function changes the x that it was given, and the caller still needs it; `+=` works in
  place, `x = x + …` does not
"""


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
