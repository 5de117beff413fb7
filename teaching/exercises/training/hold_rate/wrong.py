# %% cosine | points 2 | it falls along a cosine; here it falls in a straight line
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    import math

    done = min(1.0, max(0.0, (step - steps + decay) / decay))
    falling = (1 + math.cos(math.pi * done)) / 2
    return highest * min(1.0, step / warmup, falling)


# %% does_not_hold | points 1 | it begins to fall right after the warm-up; it holds until the last decay steps
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    falling = (steps - step) / (steps - warmup)
    return highest * max(0.0, min(1.0, step / warmup, falling))


# %% falls_one_late | points 2 | it reaches 0 one step late; the last step, number steps, has rate 0
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step + 1) / decay
    return highest * max(0.0, min(1.0, rising, falling))


# %% full_is_refused | points 2 | warm-up and decay may fill all steps; only if they are longer there is an error
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay >= steps:
        raise ValueError("warm-up and decay do not fit into the steps")
    rising, falling = step / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))


# %% highest_forgotten | points 0 | these are shares of the highest rate; multiply by it
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step) / decay
    return max(0.0, min(1.0, rising, falling))


# %% negative_in_the_end | points 2 | after the last step the rate is negative, which climbs the loss; it stays 0
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = step / warmup, (steps - step) / decay
    return highest * min(1.0, rising, falling)


# %% no_error | points 2 | warm-up and decay do not fit into the steps; raise a ValueError
def hold_rate(step, steps, warmup, decay, highest):
    rising, falling = step / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))


# %% rises_by_the_root | points 0 | it does not rise in a straight line; the rate is in proportion to the step
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step / warmup) ** 0.5, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))


# %% starts_at_zero | points 0 | the first step has rate 0 and teaches nothing; step 1 has highest / warmup
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step - 1) / warmup, (steps - step) / decay
    if warmup <= step:
        rising = 1.0
    return highest * max(0.0, min(1.0, rising, falling))


# %% warm_up_one_late | points 0 | the warm-up ends one step late; step warmup has the highest rate
def hold_rate(step, steps, warmup, decay, highest):
    if warmup + decay > steps:
        raise ValueError("too short")
    rising, falling = (step - 1) / warmup, (steps - step) / decay
    return highest * max(0.0, min(1.0, rising, falling))
