def tie_three_ways(model):
    table = model.tgt_embedding.table.weight
    tokens, width = table.shape
    if model.src_embedding.table.weight.shape[0] != tokens:
        raise ValueError("vocabularies differ")
    model.projection = nn.Linear(width, tokens, bias=False)
    model.projection.weight = table
    model.src_embedding.table.weight = table
    return model
