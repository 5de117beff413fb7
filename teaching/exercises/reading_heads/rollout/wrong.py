# %% first_layer | points 1 | only the first layer is there; the layers are multiplied
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights[:1]:
        made_of = (layer.mean(dim=0) + identity) / 2 @ made_of
    return made_of


# %% from_the_right | points 1 | the layers are multiplied from the right; the later layer stands on the left
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = made_of @ (layer.mean(dim=0) + identity) / 2
    return made_of


# %% heads_added | points 0 | the heads are added up; take their mean
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.sum(dim=0) + identity) / 2 @ made_of
    return made_of


# %% largest_head | points 0 | the largest weight of the heads is taken; take their mean
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.amax(dim=0) + identity) / 2 @ made_of
    return made_of


# %% last_layer | points 1 | only the last layer is there; the layers are multiplied
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2
    return made_of


# %% mean_of_layers | points 1 | the layers are averaged; what one layer hands on, the next one reads, so multiply
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    return (weights.mean(dim=(0, 1)) + identity) / 2


# %% no_residual | points 0 | the residual connection is missing; each position keeps half of itself
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return made_of


# %% not_halved | points 0 | weights and identity are added but not halved; rows must add up to 1
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) @ made_of
    return made_of


# %% residual_once | points 1 | the residual is mixed in only once; every layer has one
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = layer.mean(dim=0) @ made_of
    return (made_of + identity) / 2


# %% transposed | points 0 | rows and columns are exchanged; row i tells of what position i is made
def rollout(weights):
    identity = torch.eye(weights.shape[-1])
    made_of = identity
    for layer in weights:
        made_of = (layer.mean(dim=0) + identity) / 2 @ made_of
    return made_of.T
