"""
keeps: 0
tells: weights and identity are added but not halved; rows must add up to 1
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) @ made_of
    return made_of
