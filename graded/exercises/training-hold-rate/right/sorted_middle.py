def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    line = min(step / warmup, (steps - step) / decay)
    return highest * sorted([0.0, line, 1.0])[1]
