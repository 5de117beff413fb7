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
