# %% new_parameter
def tie_three_ways(model):
    a = model.src_embedding.table
    b = model.tgt_embedding.table
    if a.num_embeddings != b.num_embeddings:
        raise ValueError(
            f"{a.num_embeddings} tokens are not {b.num_embeddings}"
        )
    with torch.no_grad():
        shared = nn.Parameter((a.weight + b.weight) / 2**0.5)
    a.weight = b.weight = model.projection.weight = shared
    model.projection.register_parameter("bias", None)
    return model


# %% new_projection
def tie_three_ways(model):
    table = model.tgt_embedding.table.weight
    tokens, width = table.shape
    if model.src_embedding.table.weight.shape[0] != tokens:
        raise ValueError("vocabularies differ")
    model.projection = nn.Linear(width, tokens, bias=False)
    model.projection.weight = table
    model.src_embedding.table.weight = table
    return model


# %% same_module
def tie_three_ways(model):
    source, target = model.src_embedding, model.tgt_embedding
    if source.table.weight.size() != target.table.weight.size():
        raise ValueError("sizes differ")
    model.src_embedding = target
    model.projection.weight = target.table.weight
    model.projection.bias = None
    return model


# %% setattr_loop
def tie_three_ways(model):
    places = [
        model.src_embedding.table,
        model.tgt_embedding.table,
        model.projection,
    ]
    if len({place.weight.shape[0] for place in places}) > 1:
        raise ValueError("one vocabulary is needed")
    for place in places:
        setattr(place, "weight", places[1].weight)
    model.projection.bias = None
    return model


# %% source_table_kept
def tie_three_ways(model):
    table = model.src_embedding.table.weight
    if len(table) != len(model.tgt_embedding.table.weight):
        raise ValueError("two vocabularies cannot share a table")
    model.tgt_embedding.table.weight = table
    model.projection.weight = table
    model.projection.bias = None
    return model
