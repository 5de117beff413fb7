import copy


def rotate_head(attention, head, rotation):
    turned = copy.deepcopy(attention)
    layer = turned.w_query_key_value
    K = len(rotation)

    def turn(rows):
        parts = list(rows.detach().split(K))
        for place in (head, attention.num_heads + head):
            parts[place] = torch.einsum(
                "i...,ij->j...", parts[place], rotation
            )
        return torch.nn.Parameter(torch.cat(parts))

    layer.weight = turn(layer.weight)
    if layer.bias is not None:
        layer.bias = turn(layer.bias)
    return turned
