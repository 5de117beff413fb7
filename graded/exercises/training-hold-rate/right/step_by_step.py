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
