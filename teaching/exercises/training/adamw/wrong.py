# %% betas_exchanged | points 0 | the betas are exchanged; beta_1 belongs to the derivatives, beta_2 to their squares
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_2 * m + (1 - beta_2) * g
        v = beta_1 * v + (1 - beta_1) * g**2
        m_hat, v_hat = m / (1 - beta_2**t), v / (1 - beta_1**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% corrected_as_in_step_one | points 0 | every step was corrected like the first; divide by 1 - beta**t, with t the number of the step
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1), v / (1 - beta_2)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% decay_after_the_step | points 2 | the decay came after Adam's step; first make the weight smaller, then take the step
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
        weights = weights * (1 - rate * decay)
    return weights


# %% decay_in_the_derivative | points 2 | the decay was added to the derivative, where Adam divides it away again; make the weight itself smaller
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        g = g + decay * weights
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% decay_once | points 2 | the weights were made smaller only once; it happens in each step
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights * (1 - rate * decay)
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% decay_without_the_rate | points 2 | the weights get smaller by the decay; it is the rate times the decay
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


# %% epsilon_inside | points 0 | epsilon stands under the root; it is added to the root
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat + 1e-8).sqrt()
    return weights


# %% grows | points 2 | the weights grow; multiply them by 1 - rate * decay
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 + rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% new_gets_beta | points 0 | the new derivative got the share beta; it gets 1 - beta, and the past keeps beta
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


# %% no_correction | points 0 | m and v begin at 0 and are too small at first; divide them by 1 - beta**t
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m, v
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% no_decay | points 2 | the decay has no influence; multiply the weights by 1 - rate * decay in each step
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% no_momentum | points 0 | the step uses the newest derivative only; use the average m
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = g, v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% no_root | points 0 | you divided by the mean of the squares; divide by its root
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat + 1e-8)
    return weights


# %% one_step | points 0 | only the first step was taken; return after the loop
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


# %% steps_from_zero | points 0 | t began at 0, so 1 - beta**t is 0; the first step is number 1
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=0):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights - rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% uphill | points 0 | the weights go with the derivative, so the loss grows; subtract the step
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    weights = weights.clone()
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights = weights * (1 - rate * decay)
        weights = weights + rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights


# %% weights_overwritten | points 4 | the weights that were handed in are changed; work on a clone
def adamw(weights, derivatives, rate, beta_1, beta_2, decay):
    m, v = torch.zeros_like(weights), torch.zeros_like(weights)
    for t, g in enumerate(derivatives, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
        weights *= 1 - rate * decay
        weights -= rate * m_hat / (v_hat.sqrt() + 1e-8)
    return weights
