# %% both_sides | points 0 | it looks ahead; the condition j <= i is missing
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    return (i[:, None] - i).abs() < window


# %% causal_only | points 0 | the window has no influence; this is the causal mask, which sees everything before
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    return causal_mask(size)


# %% in_blocks | points 0 | this cuts the text into blocks; the window moves along with each position
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    block = torch.arange(size) // window
    return (block[:, None] == block) & causal_mask(size)


# %% joined_with_or | points 0 | the two conditions were joined with `or`; both must hold, join them with &
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) | (back < window)


# %% never_refused | points 2 | a window below 1 leaves rows empty; raise a ValueError
def sliding_window_mask(size, window):
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window)


# %% no_other_end | points 0 | this condition alone lets all later positions be seen; join it with the causal mask
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    return i[:, None] - i < window


# %% not_itself | points 0 | no position sees itself; the window begins with the position's own place
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back > 0) & (back <= window)


# %% one_too_narrow | points 0 | one too narrow; with window 3 a position sees itself and two before it
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window - 1)


# %% one_too_wide | points 0 | one too wide; the window counts the position itself, so with window 3 there are two before it
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back <= window)


# %% only_ahead | points 0 | it looks ahead and not back; rows are who looks, columns what is looked at
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    ahead = i - i[:, None]
    return (ahead >= 0) & (ahead < window)


# %% outside_of_the_window | points 0 | the window is hidden and everything before it open; take that part away from the causal mask
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    return causal_mask(size).tril(-window)


# %% zero_not_refused | points 2 | window 0 leaves all rows empty; raise a ValueError for it too
def sliding_window_mask(size, window):
    if window < 0:
        raise ValueError("below 0")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window)
