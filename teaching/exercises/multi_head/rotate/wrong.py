# %% all_heads | points 4 | all heads are turned; only the one that was asked for should be
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in range(0, 2 * rotated.d_model, K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% bias_left | points 1 | the rows of the matrix are turned, the bias is not: q = x M.T + b, and both parts of it turn
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
    return rotated


# %% bias_the_other_way | points 1 | the matrix turns one way, the bias the other: the bias becomes b R, from the right
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = rotation @ linear.bias[rows]
    return rotated


# %% columns | points 0 | you turned columns, which meet the entries of x; the entries of a query come from rows
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K, D = rotated.w_query_key_value, len(rotation), rotated.d_model
    own = slice(head * K, (head + 1) * K)
    with torch.no_grad():
        linear.weight[: 2 * D, own] = linear.weight[: 2 * D, own] @ rotation
    return rotated


# %% in_place | points 4 | the module that was handed in has been turned: work on a copy, made by copy.deepcopy
def rotate_head(attention, head, rotation):
    linear, K = attention.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, attention.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return attention


# %% keys_only | points 0 | the queries have not changed; queries and keys must turn together
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        start = rotated.d_model + head * K
        rows = slice(start, start + K)
        linear.weight[rows] = rotation.T @ linear.weight[rows]
        if linear.bias is not None:
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% needs_a_bias | points 4 | without biases, linear.bias is None, and None has no rows: ask for it before you turn it
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% nothing_without_bias | points 4 | a module without biases came back unturned; the rows of its matrix turn all the same
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    if linear.bias is None:
        return rotated
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% other_way_round | points 0 | this is q R.T, the other way round: the rows of the matrix become rotation.T @ rows
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = rotation @ linear.bias[rows]
    return rotated


# %% queries_only | points 1 | the keys have not changed; queries and keys must turn together
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        rows = slice(head * K, (head + 1) * K)
        linear.weight[rows] = rotation.T @ linear.weight[rows]
        if linear.bias is not None:
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% rows_of_another_layout | points 0 | wrong rows: not query, key, value of head 0, then of head 1; the queries of all heads come first, then all keys
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (3 * head * K, 3 * head * K + K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated


# %% values_too | points 4 | the values are turned as well; they do not meet in dot products, so the output has changed
import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K, D = rotated.w_query_key_value, len(rotation), rotated.d_model
    with torch.no_grad():
        for start in (head * K, D + head * K, 2 * D + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
