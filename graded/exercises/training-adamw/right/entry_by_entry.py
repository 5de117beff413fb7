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
