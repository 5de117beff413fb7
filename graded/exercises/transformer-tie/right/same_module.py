def tie_three_ways(model):
    source, target = model.src_embedding, model.tgt_embedding
    if source.table.weight.size() != target.table.weight.size():
        raise ValueError("sizes differ")
    model.src_embedding = target
    model.projection.weight = target.table.weight
    model.projection.bias = None
    return model
