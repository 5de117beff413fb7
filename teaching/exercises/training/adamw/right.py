# %% entry_by_entry
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    import math

    def one(w, gs):
        m = v = 0.0
        for t, g in enumerate(gs, start=1):
            m = beta_1 * m + (1 - beta_1) * g
            v = beta_2 * v + (1 - beta_2) * g * g
            w -= rate * decay * w
            m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
            w -= rate * m_hat / (math.sqrt(v_hat) + 1e-8)
        return w

    columns = torch.stack(derivatives).flatten(1).T.tolist()
    flat = [one(w, gs) for w, gs in zip(weights.flatten().tolist(), columns)]
    return torch.tensor(flat).view_as(weights)


# %% in_place_on_copies
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    w = weights.detach().clone()
    m, v = torch.zeros_like(w), torch.zeros_like(w)
    power_1 = power_2 = 1.0
    for g in derivatives:
        power_1, power_2 = power_1 * beta_1, power_2 * beta_2
        m.mul_(beta_1).add_(g, alpha=1 - beta_1)
        v.mul_(beta_2).addcmul_(g, g, value=1 - beta_2)
        w.mul_(1 - rate * decay)
        size = (v / (1 - power_2)).sqrt_().add_(1e-8)
        w.addcdiv_(m, size, value=-rate / (1 - power_1))
    return w


# %% lerp
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    m = v = torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = g.lerp(m, beta_1)
        v = g.square().lerp(v, beta_2)
        size = (v / (1 - beta_2**t)).sqrt() + 1e-8
        step = m / (1 - beta_1**t) / size
        weights = torch.sub(weights * (1 - rate * decay), step, alpha=rate)
    return weights


# %% library
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    parameter = torch.nn.Parameter(weights.clone())
    optimizer = torch.optim.AdamW(
        [parameter], lr=rate, betas=(beta_1, beta_2), weight_decay=decay
    )
    for g in derivatives:
        parameter.grad = g.clone()
        optimizer.step()
    return parameter.detach()


# %% numpy_double
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    import numpy as np

    w = weights.numpy().astype(np.float64)
    m = v = 0.0
    for t, g in enumerate(derivatives, 1):
        g = g.numpy().astype(np.float64)
        m, v = m + (1 - beta_1) * (g - m), v + (1 - beta_2) * (g * g - v)
        step = (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + 1e-8)
        w = w - rate * (decay * w + step)
    return w


# %% sums
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    for t in range(1, len(derivatives) + 1):
        past = list(reversed(derivatives[:t]))
        m = sum(beta_1**k * g for k, g in enumerate(past))
        v = sum(beta_2**k * g * g for k, g in enumerate(past))
        m = m / sum(beta_1**k for k in range(t))
        v = v / sum(beta_2**k for k in range(t))
        weights = (1 - rate * decay) * weights - rate * m / (v**0.5 + 1e-8)
    return weights
