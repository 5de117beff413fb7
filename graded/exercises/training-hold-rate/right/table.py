def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rise = [highest * s / warmup for s in range(1, warmup + 1)]
    hold = [highest] * (steps - warmup - decay)
    fall = [highest * s / decay for s in reversed(range(decay))]
    table = rise + hold + fall
    return table[step - 1] if step <= steps else 0
