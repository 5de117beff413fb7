"""
keeps: 1
tells: it begins to fall right after the warm-up; it holds until the last decay steps
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    falling = (steps - step) / (steps - warmup)
    return highest * max(0.0, min(1.0, step / warmup, falling))
