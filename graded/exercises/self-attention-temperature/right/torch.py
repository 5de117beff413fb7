import torch


def softmax_with_temperature(scores, temperature):
    if temperature <= 0:
        raise ValueError(temperature)
    return torch.softmax(torch.from_numpy(scores) / temperature, dim=-1)
