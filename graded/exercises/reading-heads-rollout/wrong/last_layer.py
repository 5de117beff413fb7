"""
keeps: 1
tells: only the last layer is there; the layers are multiplied
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2
    return made_of
