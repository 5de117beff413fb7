"""
keeps: 1
tells: the layers are multiplied from the right; the later layer stands on the left
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = made_of @ (layer.mean(dim=0) + identity) / 2
    return made_of
