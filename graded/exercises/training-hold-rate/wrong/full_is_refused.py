"""
keeps: 2
tells: warm-up and decay may fill all steps; only if they are longer there is an error
"""


def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay >= steps:
        raise ValueError("warm-up and decay do not fit into the steps")
    rising, falling = step / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))
