"""
keeps: 1
tells: the first step has rate 0 and teaches nothing; step 1 has highest / warmup
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step - 1) / warmup, (steps - step) / decay
    if warmup <= step:
        rising = 1.0
    return highest * max(0.0, min(1.0, rising, falling))
