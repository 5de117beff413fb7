"""
keeps: 0
tells: rows and columns are exchanged; row i tells of what position i is made
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2 @ made_of
    return made_of.T
