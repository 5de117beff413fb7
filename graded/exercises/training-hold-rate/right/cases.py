def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    if step < warmup:
        return highest * step / warmup
    if step <= steps - decay:
        return highest
    if step < steps:
        return highest * (steps - step) / decay
    return 0.0
