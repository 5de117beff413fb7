def merge_heads(x):
    B, H, T, K = x.shape
    return x.swapaxes(1, 2).contiguous().view(B, T, -1)
