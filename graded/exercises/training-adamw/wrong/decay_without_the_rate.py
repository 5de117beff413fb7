"""
keeps: 3
tells: the weights get smaller by the decay; it is the rate times the decay
"""


def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights
