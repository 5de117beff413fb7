# %% a_copy | points 0 | a copy of the model was changed; change the model itself and return it
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


# %% bias_kept | points 2 | the projection still has its bias; a tied projection has none, set it to None
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight = target.weight
    model.projection.weight = target.weight
    return model


# %% copied_values | points 0 | the values were copied, and part at the first step of training; assign one nn.Parameter
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    with torch.no_grad():
        source.weight.copy_(target.weight)
        model.projection.weight.copy_(target.weight)
    model.projection.bias = None
    return model


# %% never_refused | points 2 | vocabularies of different sizes cannot share a table; raise a ValueError
def tie_three_ways(model):
    target = model.tgt_embedding.table
    model.src_embedding.table.weight = target.weight
    model.projection.weight = target.weight
    model.projection.bias = None
    return model


# %% not_trained | points 1 | the shared table is cut off from training; share the parameter that is there
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    table = nn.Parameter(target.weight.detach(), requires_grad=False)
    source.weight = target.weight = model.projection.weight = table
    model.projection.bias = None
    return model


# %% nothing_returned | points 2 | nothing came back; return the model
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight = target.weight
    model.projection.weight = target.weight
    model.projection.bias = None


# %% projection_left_alone | points 0 | the projection has a matrix of its own; all three share one
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight = target.weight
    model.projection.bias = None
    return model


# %% source_left_alone | points 0 | the source embedding has a table of its own; all three share one
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    model.projection.weight = target.weight
    model.projection.bias = None
    return model


# %% two_parameters_on_one_memory | points 0 | the numbers are shared, the parameters are three, each with its own gradient; leave .data out
def tie_three_ways(model):
    source, target = model.src_embedding.table, model.tgt_embedding.table
    if source.weight.shape != target.weight.shape:
        raise ValueError("different vocabularies")
    source.weight.data = target.weight.data
    model.projection.weight.data = target.weight.data
    model.projection.bias = None
    return model
