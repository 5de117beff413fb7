"""
keeps: 1
tells: >-
  the heads stand in front of the sentences, (H, B, T, K); the batch comes
  first
"""


def split_heads(x, num_heads):
    if x.shape[-1] % num_heads:
        raise ValueError("not divisible")
    return torch.stack(x.chunk(num_heads, dim=-1))
