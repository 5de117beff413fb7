def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    import numpy as np

    corners = [0, warmup, steps - decay, steps]
    return np.interp(step, corners, [0, highest, highest, 0])
