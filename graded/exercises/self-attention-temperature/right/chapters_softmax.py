def softmax_with_temperature(scores, temperature):
    if temperature > 0:
        return softmax(np.divide(scores, temperature))
    raise ValueError("too cold")
