def adamw(weights, derivatives, rate, beta_1, beta_2, decay):

    for t in range(1, len(derivatives) + 1):
        past = list(reversed(derivatives[:t]))
        m = sum(beta_1**k * g for k, g in enumerate(past))
        v = sum(beta_2**k * g * g for k, g in enumerate(past))
        m = m / sum(beta_1**k for k in range(t))
        v = v / sum(beta_2**k for k in range(t))
        weights = (1 - rate * decay) * weights - rate * m / (v**0.5 + 1e-8)
    return weights
