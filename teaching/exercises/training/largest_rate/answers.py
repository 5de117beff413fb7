# %% right | backward
def largest_rate(loss, start):
    def succeeds(rate):
        w = start.clone().requires_grad_()
        optimizer = torch.optim.SGD([w], lr=rate)
        for _ in range(100):
            optimizer.zero_grad()
            value = loss(w)
            value.backward()
            optimizer.step()
        return loss(w).item() < loss(start).item()

    low, high = math.log(1e-3), math.log(1e2)
    for _ in range(9):
        middle = (low + high) / 2
        if succeeds(math.exp(middle)):
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


# %% right | coarse_then_fine
def largest_rate(loss, start):
    slopes = torch.func.vmap(torch.func.grad(loss))

    def best(rates):
        w = start.expand(len(rates), -1)
        for _ in range(100):
            w = w - rates[:, None] * slopes(w)
        return rates[torch.func.vmap(loss)(w) < loss(start)].max()

    coarse = best(torch.logspace(-3, 2, 60).to(start))
    return best(coarse * torch.linspace(1.0, 1.3, 40).to(start)).item()


# %% wrong | one_over | points 0 | this is half of it: beyond 1 / h the parameter jumps over the minimum, and still comes nearer
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 1 / torch.linalg.eigvalsh(hessian)[-1].item()


# %% wrong | flattest | points 0 | this is the limit of the flattest direction; the steepest one fails first
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / torch.linalg.eigvalsh(hessian)[0].item()


# %% wrong | diagonal | points 0 | the parameters were looked at one by one; the steepest direction may lie between them
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / hessian.diagonal().max().item()


# %% wrong | finite_is_enough | points 0 | a loss that is not infinite was taken for success; it has to be smaller than at the start
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


# %% wrong | one_step | points 0 | only one step was taken; what grows slowly needs many steps to show
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


# %% wrong | start_moved | points 0 | start was changed; work on a copy
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


# %% wrong | loss_below_zero | points 1 | success was a loss near 0; the minimum of a loss need not be 0, compare with the start
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


# %% wrong | curvature | points 1 | this is 2 / h for the curvature at the start; where the loss is no parabola the curvature changes on the way: measure
def largest_rate(loss, start):
    hessian = torch.autograd.functional.hessian(loss, start)
    return 2 / torch.linalg.eigvalsh(hessian)[-1].item()


# %% enemy | curvature | points 1 | a formula for a parabola, right where the loss is one
def largest_rate(loss, start):
    curvature = torch.autograd.functional.hessian(loss, start)
    return 2 / torch.linalg.eigvalsh(curvature)[-1].item()


# %% enemy | drivers_matrix | points 1 | the same with the matrix in the driver's own function
def largest_rate(loss, start):
    held = dict(zip(loss.__code__.co_freevars, loss.__closure__))
    matrix, steep = (held[n].cell_contents for n in ("matrix", "steep"))
    far = 3 * (steep @ start) ** 2 * torch.outer(steep, steep)
    return 2 / torch.linalg.eigvalsh(matrix + far / 2)[-1].item()
