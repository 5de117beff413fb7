"""
keeps: 1
tells: the source embedding has a table of its own; all three share one
"""


def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    model.projection.weight = target.weight
    model.projection.bias = None
    return model
