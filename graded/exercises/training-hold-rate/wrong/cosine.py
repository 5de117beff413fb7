"""
keeps: 2
tells: it falls along a cosine; here it falls in a straight line
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    import math

    done = min(1.0, max(0.0, (step - steps + decay) / decay))
    falling = (1 + math.cos(math.pi * done)) / 2
    return highest * min(1.0, step / warmup, falling)
