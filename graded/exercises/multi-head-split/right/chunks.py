def split_heads(x, num_heads):
    if x.size(2) % num_heads != 0:
        raise ValueError
    return torch.stack(x.chunk(num_heads, dim=-1), dim=1)
