# %% one_over | points 0 | this is half of it: beyond 1 / h the parameter jumps over the minimum, and still comes nearer
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 1 / torch.linalg.eigvalsh(hessian)[-1].item()


# %% flattest | points 0 | this is the limit of the flattest direction; the steepest one fails first
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / torch.linalg.eigvalsh(hessian)[0].item()


# %% mean_curvature | points 0 | this is the limit for the mean curvature; the steepest direction fails first
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / torch.linalg.eigvalsh(hessian).mean().item()


# %% diagonal | points 0 | the parameters were looked at one by one; the steepest direction may lie between them
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / hessian.diagonal().max().item()


# %% finite_is_enough | points 0 | a loss that is not infinite was taken for success; it has to be smaller than at the start
def largest_rate(loss, start):
    low, high = 1e-3, 1e2
    while high / low > 1.01:
        rate = math.sqrt(low * high)
        w = start.clone()
        for _ in range(100):
            w.requires_grad_()
            (slopes,) = torch.autograd.grad(loss(w), w)
            w = (w - rate * slopes).detach()
        if torch.isfinite(loss(w)):
            low = rate
        else:
            high = rate
    return low


# %% one_step | points 0 | only one step was taken; what grows slowly needs many steps to show
def largest_rate(loss, start):
    low, high = 1e-3, 1e2
    while high / low > 1.01:
        rate = math.sqrt(low * high)
        w = start.clone().requires_grad_()
        (slopes,) = torch.autograd.grad(loss(w), w)
        w = (w - rate * slopes).detach()
        if loss(w) < loss(start):
            low = rate
        else:
            high = rate
    return low


# %% start_moved | points 0 | start was changed; work on a copy
def largest_rate(loss, start):
    low, high = 1e-3, 1e2
    first = start.clone()
    while high / low > 1.03:
        rate = math.sqrt(low * high)
        start.copy_(first)
        for _ in range(100):
            w = start.clone().requires_grad_()
            (slopes,) = torch.autograd.grad(loss(w), w)
            start.sub_(rate * slopes)
        if loss(start) < loss(first):
            low = rate
        else:
            high = rate
    start.copy_(first + 1)
    return low


# %% loss_below_zero | points 2 | success was a loss near 0; the minimum of a loss need not be 0, compare with the start
def largest_rate(loss, start):
    low, high = 1e-3, 1e2
    while high / low > 1.01:
        rate = math.sqrt(low * high)
        w = start.clone()
        for _ in range(100):
            w.requires_grad_()
            (slopes,) = torch.autograd.grad(loss(w), w)
            w = (w - rate * slopes).detach()
        if loss(w).abs() < 1e-3:
            low = rate
        else:
            high = rate
    return low
