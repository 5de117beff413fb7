"""
keeps: 1
tells: the residual is mixed in only once; every layer has one
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return (made_of + identity) / 2
