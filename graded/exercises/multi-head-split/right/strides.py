def split_heads(x, num_heads):
    """A view without any copy: only the way of counting is new."""
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    K = D // num_heads
    x = x.contiguous()
    return x.as_strided((B, num_heads, T, K), (T * D, K, D, 1))
