"""
keeps: 2
tells: warm-up and decay do not fit into the steps; raise a ValueError
"""


def hold_rate(step, steps, warmup, decay, highest):
    rising, falling = step / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))
