"""
keeps: 1
tells: these are shares of the highest rate; multiply by it
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step) / decay
    return max(0.0, min(1.0, rising, falling))
