from copy import deepcopy


def rotate_head(attention, head, rotation):
    turned = deepcopy(attention).requires_grad_(False)
    layer, H, K = turned.w_query_key_value, turned.num_heads, len(rotation)
    heads = layer.weight.view(3, H, K, -1)
    heads[:2, head] = rotation.mT @ heads[:2, head]
    if layer.bias is not None:
        biases = layer.bias.view(3, H, K)
        biases[:2, head] = biases[:2, head] @ rotation
    return turned.requires_grad_()
