"""
keeps: 1
tells: the warm-up ends one step late; step warmup has the highest rate
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step - 1) / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))
