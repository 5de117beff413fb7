"""
keeps: 2
tells: >-
  where nothing counts there is no mean; raise a ValueError, a 0 would look like a perfect
  batch
"""


def loss_of_parts(losses, counts):
    total = sum(x * n for x, n in zip(losses, counts) if n)
    return total / max(sum(counts), 1)
