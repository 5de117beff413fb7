def tie_three_ways(model):
    table = model.src_embedding.table.weight
    if len(table) != len(model.tgt_embedding.table.weight):
        raise ValueError("two vocabularies cannot share a table")
    model.tgt_embedding.table.weight = table
    model.projection.weight = table
    model.projection.bias = None
    return model
