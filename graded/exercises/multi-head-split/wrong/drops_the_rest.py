"""
keeps: 1
tells: >-
  entries that do not fill a head have been dropped without a word; raise a
  ValueError instead
"""


def split_heads(x, num_heads):
    width = x.shape[-1] // num_heads
    parts = x.split(width, dim=-1)[:num_heads]
    return torch.stack(parts, dim=1)
