import copy


def rotate_head(attention, head, rotation):
    """The inverse of a rotation is its transpose."""
    result = copy.deepcopy(attention)
    K = rotation.size(0)
    for part in (0, 1):
        start = part * attention.d_model + head * K
        for parameter in result.w_query_key_value.parameters():
            rows = parameter.data[start : start + K]
            rows.copy_(torch.linalg.solve(rotation, rows))
    return result
