def rollout(weights):
    """Half of what the position was, half of what it read."""
    made_of = torch.eye(weights.shape[-1])
    for layer in weights:
        read = sum(head @ made_of for head in layer) / len(layer)
        made_of = (made_of + read) / 2
    return made_of
