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
