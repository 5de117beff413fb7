"""
keeps: 2
tells: nothing came back; return the model
"""


def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight = target.weight
    model.projection.weight = target.weight
    model.projection.bias = None
