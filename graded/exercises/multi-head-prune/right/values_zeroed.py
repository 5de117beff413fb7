from copy import deepcopy


def output_without_head(attention, x, head):
    """A head whose values are all 0 has nothing to hand on."""
    pruned = deepcopy(attention).requires_grad_(False)
    layer, H = pruned.w_query_key_value, pruned.num_heads
    layer.weight.view(3, H, -1, pruned.d_model)[2, head].zero_()
    layer.bias.view(3, H, -1)[2, head].zero_()
    return pruned(x, x, x)[0]
