def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    m = v = torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = g.lerp(m, beta_1)
        v = g.square().lerp(v, beta_2)
        size = (v / (1 - beta_2**t)).sqrt() + 1e-8
        step = m / (1 - beta_1**t) / size
        weights = torch.sub(weights * (1 - rate * decay), step, alpha=rate)
    return weights
