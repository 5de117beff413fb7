def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(f"temperature {temperature}")
    if scores.ndim > 1:
        return np.stack(
            [softmax_with_temperature(s, temperature) for s in scores]
        )
    # A share is 1 over the sum of the powers of all differences to it.
    with np.errstate(over="ignore"):
        return 1 / np.exp((scores - scores[:, None]) / temperature).sum(1)
