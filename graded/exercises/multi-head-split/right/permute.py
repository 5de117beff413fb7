def split_heads(x, num_heads):
    width, rest = divmod(x.shape[-1], num_heads)
    if rest:
        raise ValueError("no whole number of entries a head")
    return x.reshape(*x.shape[:2], num_heads, width).permute(0, 2, 1, 3)
