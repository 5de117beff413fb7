"""
keeps: 1
tells: only the first layer is there; the layers are multiplied
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights[:1]:
        made_of = (layer.mean(dim=0) + identity) / 2 @ made_of
    return made_of
