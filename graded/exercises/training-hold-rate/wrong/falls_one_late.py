"""
keeps: 2
tells: it reaches 0 one step late; the last step, number steps, has rate 0
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step + 1) / decay
    return highest * max(0.0, min(1.0, rising, falling))
