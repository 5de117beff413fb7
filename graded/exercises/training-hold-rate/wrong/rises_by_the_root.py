"""
keeps: 1
tells: it does not rise in a straight line; the rate is in proportion to the step
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step / warmup) ** 0.5, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))
