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
