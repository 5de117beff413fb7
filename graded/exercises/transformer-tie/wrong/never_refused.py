"""
keeps: 2
tells: vocabularies of different sizes cannot share a table; raise a ValueError
"""


def tie_three_ways(model):
    target = model.tgt_embedding.table
    model.src_embedding.table.weight = target.weight
    model.projection.weight = target.weight
    model.projection.bias = None
    return model
