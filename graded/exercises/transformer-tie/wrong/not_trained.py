"""
keeps: 1
tells: the shared table is cut off from training; share the parameter that is there
"""


def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    table = nn.Parameter(target.weight.detach(), requires_grad=False)
    source.weight = target.weight = model.projection.weight = table
    model.projection.bias = None
    return model
