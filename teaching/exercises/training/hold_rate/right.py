# %% cases
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


# %% numpy
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    import numpy as np

    corners = [0, warmup, steps - decay, steps]
    return np.interp(step, corners, [0, highest, highest, 0])


# %% sorted_middle
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    line = min(step / warmup, (steps - step) / decay)
    return highest * sorted([0.0, line, 1.0])[1]


# %% step_by_step
def hold_rate(step, steps, warmup, decay, highest):
    hold = steps - warmup - decay
    if hold < 0:
        raise ValueError("too short")
    rate = 0.0
    for s in range(1, min(step, steps) + 1):
        if s <= warmup:
            rate += highest / warmup
        elif s > warmup + hold:
            rate -= highest / decay
    return max(rate, 0.0)


# %% table
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rise = [highest * s / warmup for s in range(1, warmup + 1)]
    hold = [highest] * (steps - warmup - decay)
    fall = [highest * s / decay for s in reversed(range(decay))]
    table = rise + hold + fall
    return table[step - 1] if step <= steps else 0


# %% tensor
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    line = torch.tensor([step / warmup, (steps - step) / decay])
    return highest * line.min().clamp(0, 1).item()
