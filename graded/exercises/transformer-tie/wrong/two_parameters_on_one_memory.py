"""
keeps: 1
tells: the numbers are shared, the parameters are three, each with its own gradient; leave .data out
"""


def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight.data = target.weight.data
    model.projection.weight.data = target.weight.data
    model.projection.bias = None
    return model
