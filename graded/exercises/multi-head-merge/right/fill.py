def merge_heads(x):
    B, H, T, K = x.shape
    result = x.new_empty(B, T, H * K)
    for h, head in enumerate(x.transpose(0, 1)):
        result[..., h * K : (h + 1) * K] = head
    return result
