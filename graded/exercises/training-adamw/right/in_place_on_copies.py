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
