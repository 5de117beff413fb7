"""
keeps: 1
tells: the values were copied, and part at the first step of training; assign one nn.Parameter
"""


def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    with torch.no_grad():
        source.weight.copy_(target.weight)
        model.projection.weight.copy_(target.weight)
    model.projection.bias = None
    return model
