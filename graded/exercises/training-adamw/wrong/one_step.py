"""
keeps: 1
tells: only the first step was taken; return after the loop
"""


def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
        return weights
