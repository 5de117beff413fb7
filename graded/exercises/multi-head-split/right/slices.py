import torch


def split_heads(x, num_heads):
    B, T, D = x.shape
    K = D // num_heads
    if K * num_heads != D:
        raise ValueError(f"{D} / {num_heads}")
    heads = torch.zeros(B, num_heads, T, K)
    for h in range(num_heads):
        heads[:, h] = x[:, :, h * K : (h + 1) * K]
    return heads
