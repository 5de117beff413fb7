# %% formula
def reach(size, window, num_layers):
    return min(size - 1, num_layers * (window - 1))


# %% experiment
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


# %% gradient
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


# %% sets
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


# %% step_by_step
def reach(size, window, num_layers):
    furthest = 0
    for _ in range(num_layers):
        furthest = min(furthest + window - 1, size - 1)
    return torch.tensor(furthest)
