"""
keeps: 0
tells: the largest weight of the heads is taken; take their mean
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.amax(dim=0) + identity) / 2 @ made_of
    return made_of
