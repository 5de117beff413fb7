def pre_norm_layer(x, *parts):
    if not parts:
        return x
    norm, block, *rest = parts
    return pre_norm_layer(x + block(norm(x)), *rest)
