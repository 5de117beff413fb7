def merge_heads(x):
    B, H, T, K = x.shape
    return x.permute(0, 2, 1, 3).reshape(B, T, H * K)
