"""
keeps: 1
tells: the layers are averaged; what one layer hands on, the next one reads, so multiply
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    return (weights.mean(dim=(0, 1)) + identity) / 2
