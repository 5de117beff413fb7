# %% right | formula
def reach(size, window, num_layers):
    return min(size - 1, num_layers * (window - 1))


# %% right | experiment
def reach(size, window, num_layers):
    mask = torch.ones(size, size, dtype=torch.bool)
    mask = mask.tril() & mask.triu(1 - window)
    x = torch.randn(1, size, 8).double()
    other = x.clone()
    other[0, 0] = torch.randn(8).double()
    layers = Encoder(num_layers, 8, 2, 8, dropout=0.0).double()
    with torch.no_grad():
        change = (layers(x, mask) - layers(other, mask)).abs().amax(dim=-1)
    return int(change[0].nonzero().max())


# %% right | gradient
def reach(size, window, num_layers):
    position = torch.arange(size)
    ago = position[:, None] - position
    mask = (ago >= 0) & (ago < window)
    start = (torch.randn(size, 4) / 10).double().requires_grad_()
    x = start
    for _ in range(num_layers):
        x = attention(x, x, x, mask)[0]
    last = 0
    for p in range(size):
        (grad,) = torch.autograd.grad(x[p].sum(), start, retain_graph=True)
        if grad[0].abs().max() > 0:
            last = p
    return last


# %% right | sets
def reach(size, window, num_layers):
    reached = {0}
    for _ in range(num_layers):
        reached |= {
            p + step
            for p in reached
            for step in range(window)
            if p + step < size
        }
    return max(reached)


# %% right | step_by_step
def reach(size, window, num_layers):
    furthest = 0
    for _ in range(num_layers):
        furthest = min(furthest + window - 1, size - 1)
    return torch.tensor(furthest)


# %% wrong | window_times_layers | points 0 | the window includes the position itself, so each layer carries a change window - 1 positions further
def reach(size, window, num_layers):
    return min(size - 1, num_layers * window)


# %% wrong | one_layer_only | points 0 | the number of layers has no influence; each layer carries the change further
def reach(size, window, num_layers):
    return min(size - 1, window - 1)


# %% wrong | window_of_one_layer | points 0 | this is the window itself; in one layer a change at position 0 arrives at window - 1
def reach(size, window, num_layers):
    return min(size - 1, window)


# %% wrong | counts_the_positions | points 0 | this is how many positions change; the number of the last one, counted from 0, is asked for
def reach(size, window, num_layers):
    return min(size, num_layers * (window - 1) + 1)


# %% wrong | beyond_the_end | points 3 | your answer lies beyond the text; the last position is size - 1
def reach(size, window, num_layers):
    return num_layers * (window - 1)


# %% enemy | power_of_the_band | points 0 | how far a band of this width reaches in the middle of a text
def reach(size, window, num_layers):
    band = torch.ones(size, size).tril(window).triu(-window)
    return int(torch.linalg.matrix_power(band, num_layers)[0].nonzero().max())
