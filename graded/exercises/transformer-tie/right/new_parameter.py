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
