"""
keeps: 1
tells: a copy of the model was changed; change the model itself and return it
"""

import copy


def tie_three_ways(model):
    model = copy.deepcopy(model)
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight = target.weight
    model.projection.weight = target.weight
    model.projection.bias = None
    return model
