"""
keeps: 0
tells: the residual connection is missing; each position keeps half of itself
"""


def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return made_of
