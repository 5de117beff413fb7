"""
keeps: 1
tells: the new derivative got the share beta; it gets 1 - beta, and the past keeps beta
"""


def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = (1 - beta_1) * m + beta_1 * g
        v = (1 - beta_2) * v + beta_2 * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights
