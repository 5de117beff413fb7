import math


def one_row(row, temperature):
    largest = max(row)
    powers = [math.exp((score - largest) / temperature) for score in row]
    total = math.fsum(powers)
    return [power / total for power in powers]


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(f"temperature {temperature}")
    return np.apply_along_axis(one_row, -1, scores, temperature)
