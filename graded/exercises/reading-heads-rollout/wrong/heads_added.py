"""
keeps: 0
tells: the heads are added up; take their mean
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.sum(dim=0) + identity) / 2 @ made_of
    return made_of
