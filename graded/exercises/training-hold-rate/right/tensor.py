def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    line = torch.tensor([step / warmup, (steps - step) / decay])
    return highest * line.min().clamp(0, 1).item()
