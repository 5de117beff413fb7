"""
keeps: 2
tells: after the last step the rate is negative, which climbs the loss; it stays 0
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step) / decay
    return highest * min(1.0, rising, falling)
